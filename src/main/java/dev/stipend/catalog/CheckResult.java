package dev.stipend.catalog;

import java.util.List;
import java.util.Map;

/** How the check of a body ended. */
public sealed interface CheckResult {

  /**
   * The body may be quoted and paid for, in this form and no other.
   *
   * @param body canonical JSON: fields in catalogue order, defaults that move the price filled in,
   *     numbers among fixed choices as strings
   * @param priceInputs the fields that move the price with what they hold; a list counts its links
   * @param warnings what was changed to make it so
   * @param fingerprint SHA-256 over model, operation and body, in hex: equal requests are equal
   *     here
   */
  record Accepted(
      String body, Map<String, String> priceInputs, List<String> warnings, String fingerprint)
      implements CheckResult {

    public Accepted {
      warnings = List.copyOf(warnings);
    }

    /** Without the body, which holds the prompt. */
    @Override
    public String toString() {
      return "Accepted[fingerprint=" + fingerprint + "]";
    }
  }

  /** Nothing may be sent; every problem found is named. */
  record Refused(Cause cause, List<BodyProblem> problems) implements CheckResult {

    public Refused {
      problems = List.copyOf(problems);
    }
  }

  /** Which kind of error a refusal is to the caller. */
  enum Cause {
    NOT_JSON,
    TOO_LARGE,
    INVALID
  }
}
