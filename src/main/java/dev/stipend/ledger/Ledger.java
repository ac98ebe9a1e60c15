package dev.stipend.ledger;

import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the books. Only the scripts that move money write them. */
public interface Ledger {

  Future<Optional<Spend>> findSpend(SpendId id);

  /** What pays for a call now: the spend of this id, or the second one that took its place. */
  Future<Optional<Spend>> findPaying(SpendId id);

  /** Spends, newest first; of one team, or of all. */
  Future<Page<Spend>> spends(@Nullable TeamId team, int count, @Nullable String after);

  /** Spends that have not ended, those first that somebody looks after soonest. */
  Future<List<Spend>> openSpends(int countMax);

  /** Rows of one month (UTC), oldest first. */
  Future<Page<LedgerRow>> rows(YearMonth month, int count, @Nullable String after);

  /** What a month (UTC) came to; of one team, or of all. It takes as long however many rows. */
  Future<List<MonthTotal>> totals(YearMonth month, @Nullable TeamId team);

  /** Every account with its balance. Accounts outside the house (funding) are in debt to it. */
  Future<Map<String, Long>> balances();
}
