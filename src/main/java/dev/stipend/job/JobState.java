package dev.stipend.job;

import java.util.Locale;

/** Where a job is. */
public enum JobState {
  /** Ordered; whether it was paid, or what the seller calls it, is not known yet. */
  ORDERED,
  /** Bound to a job of the seller. */
  RUNNING,
  /** Not ended by its deadline; still looked at, but rarely. */
  OVERDUE,
  /** The result is here. Final. */
  DELIVERED,
  /** The seller, or the payment, failed. Final. */
  FAILED,
  /** Whatever became of it, the result cannot be had any more. Final. */
  LOST;

  public static JobState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isFinal() {
    return this == DELIVERED || this == FAILED || this == LOST;
  }
}
