package dev.stipend.budget;

import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import java.time.Instant;

/**
 * Adds to a limit until a time, and then ends by itself.
 *
 * @param limitId the limit that is raised
 * @param by the API key it was made with
 */
public record Raise(
    String id, String limitId, Money amount, Instant until, String reason, ApiKeyId by) {

  private static final int REASON_LENGTH_MAX = 200;

  public Raise {
    if (amount.isZero()) {
      throw new IllegalArgumentException("a raise adds something");
    }
    if (reason.isBlank()
        || reason.length() > REASON_LENGTH_MAX
        || reason.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the reason of a raise is one line of 1 to 200 characters");
    }
  }
}
