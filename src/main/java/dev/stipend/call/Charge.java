package dev.stipend.call;

import dev.stipend.money.Money;
import java.util.List;
import java.util.Optional;

/**
 * What a paid answer tells beside its job.
 *
 * @param warnings what was changed in the body to make it pass
 */
public record Charge(Money amount, Optional<Room> room, List<String> warnings) {

  public Charge {
    warnings = List.copyOf(warnings);
  }
}
