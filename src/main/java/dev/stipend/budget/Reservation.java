package dev.stipend.budget;

import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import java.util.List;

/**
 * An amount held against every limit that applies and against the treasury. It is made only by the
 * adapter that ran the atomic check, and nothing is signed without one.
 *
 * @param uses every limit that applies, with its use after this reservation
 */
public record Reservation(SpendId spend, Money amount, List<LimitUse> uses) {

  public Reservation {
    if (amount.isZero()) {
      throw new IllegalArgumentException("nothing is reserved for nothing");
    }
    uses = List.copyOf(uses);
  }
}
