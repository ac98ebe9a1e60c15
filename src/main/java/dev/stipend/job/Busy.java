package dev.stipend.job;

import dev.stipend.ledger.SpendId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * Which calls count as running at once. A reservation enters here, and what gives it back takes it
 * out, in one step with the books; it stays until its job has ended.
 */
public interface Busy {

  /** The job has ended. Safe to repeat. */
  Future<Void> over(SpendId id);

  /** Takes calls that have run for long; nobody else gets them during the lease. */
  Future<List<SpendId>> claimDue(int countMax, Duration lease);

  /** Looks at the call again after this time, if it still runs then. */
  Future<Void> lookAgain(SpendId id, Duration after);
}
