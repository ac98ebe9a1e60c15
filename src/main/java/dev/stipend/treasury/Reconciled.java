package dev.stipend.treasury;

import dev.stipend.money.Money;
import dev.stipend.treasury.ReconciliationBooks.Found;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one search came to.
 *
 * @param counts how many transfers, by what was found of them
 * @param amounts what they moved
 */
public record Reconciled(Map<Found, Long> counts, Map<Found, Money> amounts) {

  static final Reconciled NOTHING = new Reconciled(Map.of(), Map.of());

  public Reconciled {
    counts = Collections.unmodifiableMap(copy(counts));
    amounts = Collections.unmodifiableMap(copy(amounts));
  }

  public long count(Found found) {
    return counts.getOrDefault(found, 0L);
  }

  public Money amount(Found found) {
    return amounts.getOrDefault(found, Money.ZERO);
  }

  Reconciled plus(List<Traced> departures, List<Found> found) {
    Map<Found, Long> moreCounts = copy(counts);
    Map<Found, Money> moreAmounts = copy(amounts);
    for (int i = 0; i < found.size(); i++) {
      moreCounts.merge(found.get(i), 1L, Long::sum);
      moreAmounts.merge(found.get(i), departures.get(i).departure().amount(), Money::plus);
    }
    return new Reconciled(moreCounts, moreAmounts);
  }

  private static <T> Map<Found, T> copy(Map<Found, T> values) {
    Map<Found, T> copy = new EnumMap<>(Found.class);
    copy.putAll(values);
    return copy;
  }
}
