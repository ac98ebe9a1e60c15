package dev.stipend.budget;

import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import java.time.Duration;

/** What became of the wish to reserve, in the order in which the cases are tried. */
public sealed interface ReserveOutcome {

  /** The spend exists already: nothing was changed. */
  record AlreadyThere(SpendState state) implements ReserveOutcome {}

  /** Nothing of its kind is bought at the moment: nothing was changed. */
  record Stopped(Stop stop) implements ReserveOutcome {}

  /** As many jobs of a team or an API key run as may run at once: nothing was changed. */
  record TooManyJobs(Scope scope, int allowed, int running) implements ReserveOutcome {}

  /** This limit lacks room: nothing was changed. */
  record OverLimit(LimitUse use, Money needed) implements ReserveOutcome {}

  /**
   * More than may flow out of the treasury in this hour or day: nothing was changed.
   *
   * @param window hour or day
   * @param ends after how long the next one begins
   */
  record OverCeiling(WindowKind window, Money ceiling, Money used, Money needed, Duration ends)
      implements ReserveOutcome {}

  /** The treasury's free balance lacks the amount: nothing was changed. */
  record TreasuryShort(Money free, Money needed) implements ReserveOutcome {}

  /** The amount is held. */
  record Reserved(Reservation reservation) implements ReserveOutcome {}
}
