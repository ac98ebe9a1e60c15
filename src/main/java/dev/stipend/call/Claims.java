package dev.stipend.call;

import dev.stipend.ledger.SpendId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which spend a name stands for. A name is claimed before anything is asked or reserved, and bound
 * when its money is reserved; only a bound claim may be paid. Until it is bound it can be lost to
 * another spend, once its lease has ended; after that only to one that knows the spend is over.
 * Every change is one atomic step that is safe to repeat.
 */
public interface Claims {

  /**
   * Claims a name for a spend that does not exist yet.
   *
   * @param over a spend that had the name and will never be paid (again), to be replaced
   * @param lease for how long nobody else may take the name while it is not bound
   */
  Future<ClaimOutcome> claim(
      ClaimName name, Ask ask, SpendId spend, @Nullable SpendId over, Duration lease);

  /** Keeps the name for good. Answers false when another spend has it now: pay nothing then. */
  Future<Boolean> bind(ClaimName name, SpendId spend);

  /** Notes that a client was answered, and what it was told is left. */
  Future<Void> told(ClaimName name, SpendId spend, Optional<Room> room);

  /** Frees the name, if the spend still has it. */
  Future<Void> release(ClaimName name, SpendId spend);
}
