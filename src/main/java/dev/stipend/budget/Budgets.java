package dev.stipend.budget;

import dev.stipend.ledger.Order;
import dev.stipend.ledger.Page;
import dev.stipend.money.Money;
import dev.stipend.team.Team;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one atomic place that grants money. A failed Future means: not known, so nothing is signed.
 */
public interface Budgets {

  /**
   * Holds the amount against every limit of the order's organisation, team and API key and against
   * the treasury, or changes nothing.
   *
   * @param windows the windows that count now, for the organisation and for the team
   * @param jobs how many jobs the policies let run at once, this one among them
   * @param deadline after this time a reservation that was never signed is given back
   */
  Future<ReserveOutcome> reserve(
      Order order, Money amount, CountingWindows windows, JobsAtOnce jobs, Duration deadline);

  /** The same where no policy says how many jobs may run. */
  default Future<ReserveOutcome> reserve(
      Order order, Money amount, CountingWindows windows, Duration deadline) {
    return reserve(order, amount, windows, JobsAtOnce.ANY, deadline);
  }

  /** How many jobs of a team or an API key run now. */
  Future<Integer> running(Scope scope);

  /** Sets or replaces a limit. Use so far counts, and is never touched. */
  Future<Void> setLimit(Limit limit);

  /** Answers false when there was no such limit. Its raises go with it. */
  Future<Boolean> removeLimit(String id);

  Future<List<Limit>> limits();

  /** Answers false, and changes nothing, when there is no such limit. */
  Future<Boolean> raise(Raise raise);

  /** The raises that have not ended. */
  Future<List<Raise>> raises();

  /** The thresholds that were reached, oldest first. */
  Future<Page<LimitEvent>> events(int count, @Nullable String after);

  /** The limits of these scopes with their use in the windows that count now. */
  Future<List<LimitUse>> uses(List<Scope> scopes, CountingWindows windows);

  /** The organisation counts in its own time zone, teams and API keys in the team's. */
  record CountingWindows(Windows organisation, Windows team) {

    /** The windows that count at a moment. */
    public static CountingWindows at(Instant now, Calendar organisation, Team team) {
      return new CountingWindows(
          organisation.at(now), new Calendar(team.timeZone(), team.weekStart()).at(now));
    }

    public Windows of(Scope scope) {
      return scope instanceof Scope.Organisation ? organisation : team;
    }
  }
}
