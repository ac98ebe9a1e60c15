package dev.stipend.budget;

import dev.stipend.money.Money;
import java.util.Optional;

/**
 * The most that may flow out of the treasury within an hour and within a day of UTC, whatever the
 * limits allow: a second lock, which no change of a limit opens.
 */
public record Ceilings(Optional<Money> perHour, Optional<Money> perDay) {

  public static final Ceilings NONE = new Ceilings(Optional.empty(), Optional.empty());
}
