package dev.stipend.ledger;

import java.util.Locale;

/** Where the money of one call is. */
public enum SpendState {
  /** Held; nothing was signed. */
  RESERVED,
  /** Held; a signed authorization was written down and may have been sent. */
  AUTHORIZED,
  /** Held; the seller said no, but the authorization lives until it expires. */
  REFUSED,
  /** Held; only evidence from the chain, or an operator, can tell. */
  IN_DOUBT,
  /** Spent. Final. */
  SETTLED,
  /** Back. Final. */
  VOIDED;

  public static SpendState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isFinal() {
    return this == SETTLED || this == VOIDED;
  }
}
