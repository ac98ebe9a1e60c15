package dev.stipend.call;

import dev.stipend.budget.LimitUse;
import dev.stipend.money.Money;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The limit that had least left after a reservation. */
public record Room(String limit, Money amount, Money left) {

  static Optional<Room> least(Collection<LimitUse> uses) {
    return uses.stream()
        .min(Comparator.comparing(LimitUse::left))
        .map(use -> new Room(use.limit().id(), use.limit().amount(), use.left()));
  }
}
