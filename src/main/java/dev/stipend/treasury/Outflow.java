package dev.stipend.treasury;

import dev.stipend.money.Money;
import io.vertx.core.Future;

/** What was reserved and not given back lately, over everything: what the ceilings are held to. */
public interface Outflow {

  /** What flowed out, by the clock of the books. */
  Future<Rates> rates();

  /**
   * What flowed out.
   *
   * @param thisHour since the full hour
   * @param thisDay since midnight, UTC
   * @param lastDay in this hour and the 24 before it
   * @param lastWeek in this day and the seven before it
   */
  record Rates(Money thisHour, Money thisDay, Money lastDay, Money lastWeek) {

    private static final long HOURS_OF_A_DAY = 24;
    private static final long HOURS_OF_A_WEEK = 168;

    /** How many hours an amount lasts at the faster of the two rates; -1 where nothing flows. */
    public long runwayHours(Money free) {
      long byDay = hours(free, lastDay, HOURS_OF_A_DAY);
      long byWeek = hours(free, lastWeek, HOURS_OF_A_WEEK);
      return byDay < 0 || (byWeek >= 0 && byWeek < byDay) ? byWeek : byDay;
    }

    private static long hours(Money free, Money spent, long within) {
      return spent.isZero() ? -1 : Math.multiplyExact(free.micros(), within) / spent.micros();
    }
  }
}
