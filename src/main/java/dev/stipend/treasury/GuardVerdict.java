package dev.stipend.treasury;

import dev.stipend.money.Money;

/** What the guard thinks of a challenge. */
public sealed interface GuardVerdict {

  /** Something is not as it must be: no signature, and an alarm. */
  record Surprise(Kind kind, String detail) implements GuardVerdict {}

  /** The offer is sound, but dearer than allowed. */
  record TooDear(Money price, Money ceiling) implements GuardVerdict {}

  /** May be paid, once there is a reservation. */
  record Trusted(TrustedOffer offer) implements GuardVerdict {}

  /** What surprised, in the order in which it is looked for. */
  enum Kind {
    UNREADABLE("unreadable_challenge"),
    PROTOCOL_VERSION("unsupported_protocol_version"),
    REQUIRED_EXTENSION("required_extension"),
    ORIGIN("foreign_origin"),
    NO_USABLE_OFFER("no_usable_offer"),
    ASSET("unknown_asset"),
    DOMAIN("foreign_domain"),
    AMOUNT("bad_amount"),
    PAYEE("payee_not_allowed"),
    /** What the seller asks for a body that it cannot price; not the guard's to see. */
    MAXIMUM_PRICE("maximum_price");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}
