package dev.stipend.call;

import dev.stipend.budget.LimitKind;
import dev.stipend.budget.LimitLeft;
import dev.stipend.money.Money;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The hard limit that had least left after a reservation. */
public record Room(String limit, Money amount, Money left) {

  static Optional<Room> least(Collection<LimitLeft> all) {
    return all.stream()
        .filter(room -> room.limit().kind() == LimitKind.HARD)
        .min(Comparator.comparing(LimitLeft::left))
        .map(room -> new Room(room.limit().id(), room.amount(), room.left()));
  }
}
