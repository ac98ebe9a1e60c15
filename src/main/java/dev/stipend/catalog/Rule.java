package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.util.Optional;

/**
 * What operators decided about a model or one of its operations. What they left open is decided by
 * the next wider rule, and at last by the catalogue.
 *
 * @param disabled nothing of it is sold
 * @param pinned the seller's own document changes nothing about it
 * @param ceiling above which a quote is refused; the only way to raise what the catalogue says
 */
public record Rule(Optional<Boolean> disabled, Optional<Boolean> pinned, Optional<Money> ceiling) {

  public static final Rule NONE = new Rule(Optional.empty(), Optional.empty(), Optional.empty());

  public boolean isEmpty() {
    return equals(NONE);
  }

  Rule or(Rule wider) {
    return new Rule(
        disabled.or(wider::disabled), pinned.or(wider::pinned), ceiling.or(wider::ceiling));
  }
}
