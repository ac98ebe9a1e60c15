package dev.stipend.budget;

import dev.stipend.ledger.Order;
import dev.stipend.money.Money;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * The one atomic place that grants money. A failed Future means: not known, so nothing is signed.
 */
public interface Budgets {

  /**
   * Holds the amount against every limit of the order's organisation, team and API key and against
   * the treasury, or changes nothing.
   *
   * @param windows the windows that count now, for the organisation and for the team
   * @param deadline after this time a reservation that was never signed is given back
   */
  Future<ReserveOutcome> reserve(
      Order order, Money amount, CountingWindows windows, Duration deadline);

  /** Sets or replaces a limit. Use so far counts, and is never touched. */
  Future<Void> setLimit(Limit limit);

  /** Answers false when there was no such limit. */
  Future<Boolean> removeLimit(Scope scope, WindowKind window);

  Future<List<Limit>> limits();

  /** The limits of these scopes with their use in the windows that count now. */
  Future<List<LimitUse>> uses(List<Scope> scopes, CountingWindows windows);

  /** The organisation counts in its own time zone, teams and API keys in the team's. */
  record CountingWindows(Windows organisation, Windows team) {

    public Windows of(Scope scope) {
      return scope instanceof Scope.Organisation ? organisation : team;
    }
  }
}
