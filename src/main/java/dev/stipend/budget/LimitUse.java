package dev.stipend.budget;

import dev.stipend.money.Money;

/**
 * A limit and what of it is used in one window.
 *
 * @param raised by how much the limit is raised at the moment
 * @param windowId the window that is meant, such as {@code 2026-11}
 */
public record LimitUse(
    Limit limit, Money raised, String windowId, Money settled, Money held, Money inDoubt) {

  /** What may be used: the limit and its raises. */
  public Money amount() {
    return limit.amount().plus(raised);
  }

  public Money used() {
    return settled.plus(held).plus(inDoubt);
  }

  public Money left() {
    return amount().leftAfter(used());
  }
}
