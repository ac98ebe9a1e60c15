package dev.stipend.treasury;

import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds the books against what the chain shows. Each step is one atomic change that is safe to
 * repeat.
 */
public interface ReconciliationBooks {

  /**
   * What was searched for transfers out of the wallets since that began; empty before the first
   * search. There may be payments before it that the books know, and whose nonces nobody can read.
   */
  Future<Optional<Searched>> searched();

  /**
   * Books what is missing, and answers what was found of each transfer, in their order.
   *
   * @param searched what was searched; absent where how far was searched must not move
   */
  Future<List<Found>> book(List<Traced> departures, @Nullable Searched searched);

  /** Spends that were restored, and of which nobody has heard yet. */
  Future<List<SpendId>> restored();

  Future<Void> heardOf(SpendId restored);

  /** Takes back a settlement whose transfer never happened and never will. */
  Future<StepOutcome> correct(Spend spend, CountingCalendars calendars, String evidence);

  /** Spends that were settled before this moment and not confirmed yet, the oldest first. */
  Future<List<SpendId>> provisional(Instant settledBefore, long offset, int countMax);

  Future<Provisional> provisional();

  /** What the wallet had when the books were opened; empty where that was not noted. */
  Future<Optional<Money>> opening();

  /** Blocks, the first and the last among them. */
  record Searched(long first, long last) {}

  /**
   * What of the settled is not confirmed.
   *
   * @param oldest when the first of it was settled; absent when there is none
   */
  record Provisional(long count, Money amount, @Nullable Instant oldest) {}

  /** What the books had to say of one transfer. */
  enum Found {
    /** Its spend may have been, and has left the books with its month. */
    PRUNED,
    /** Its spend was not in the books, and is now. */
    REBUILT,
    /** It was met before. */
    KNOWN,
    /** Its spend was as it should be, and knows its block now. */
    CONFIRMED,
    /** Its spend was there, but not spent. */
    RESTORED,
    /** Nobody here knows what it was for. */
    UNEXPLAINED,
    /** It may be of a payment that nobody can tell any more, and is not booked. */
    UNREADABLE
  }
}
