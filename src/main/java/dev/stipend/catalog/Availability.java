package dev.stipend.catalog;

import java.util.Locale;

/** Whether an operation is sold, and if not, why. */
public enum Availability {
  AVAILABLE,
  /** An operator, or the catalogue's file, says so. */
  DISABLED,
  /** The seller's document no longer has it. */
  WITHDRAWN,
  /** Only the seller's document has it, and nobody gave it a ceiling. */
  UNPRICED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
