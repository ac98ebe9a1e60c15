package dev.stipend.redis;

import java.time.YearMonth;
import java.util.List;
import java.util.stream.Stream;

/** The months (UTC) in which there may be rows. */
final class LedgerMonths {

  /** Before the first release there was no ledger. */
  static final YearMonth FIRST = YearMonth.of(2025, 1);

  private LedgerMonths() {}

  static List<YearMonth> until(YearMonth last) {
    return Stream.iterate(FIRST, month -> !month.isAfter(last), month -> month.plusMonths(1))
        .toList();
  }
}
