package dev.stipend.budget;

import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import java.util.List;

/**
 * An amount held against every limit that applies and against the treasury. It is made only by the
 * adapter that ran the atomic check, and nothing is signed without one.
 *
 * @param left every limit that applies, with what is left of it after this reservation
 */
public record Reservation(SpendId spend, Money amount, List<LimitLeft> left) {

  public Reservation {
    if (amount.isZero()) {
      throw new IllegalArgumentException("nothing is reserved for nothing");
    }
    left = List.copyOf(left);
  }
}
