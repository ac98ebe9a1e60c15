package dev.stipend.config;

import dev.stipend.money.Money;
import java.util.Optional;

/**
 * What stands before the treasury, whatever the limits are.
 *
 * @param floor what should always be free; below it there is an alarm
 * @param maxPerHour what may flow out within an hour
 * @param maxPerDay what may flow out within a day
 * @param cancelGweiMax what revoking an authorization may cost; empty: nothing is revoked
 * @param surprisesMax how many offers within an hour that are not trusted stop a route
 */
public record GuardSettings(
    Optional<Money> floor,
    Optional<Money> maxPerHour,
    Optional<Money> maxPerDay,
    Optional<Integer> cancelGweiMax,
    int surprisesMax) {

  private static final int SURPRISES_MOST = 1000;

  /** A tenth of a coin. */
  private static final int CANCEL_GWEI_MOST = 100_000_000;

  public GuardSettings {
    new Rules()
        .between(cancelGweiMax.orElse(1), 1, CANCEL_GWEI_MOST, "500000", "treasury.cancelGweiMax")
        .check();
    new Rules().between(surprisesMax, 1, SURPRISES_MOST, "5", "treasury.surprisesMax").check();
  }
}
