package dev.stipend.budget;

import dev.stipend.money.Money;

/**
 * A limit and what of it is used in one window.
 *
 * @param windowId the window that is meant, such as {@code 2026-11}
 */
public record LimitUse(Limit limit, String windowId, Money settled, Money held, Money inDoubt) {

  public Money used() {
    return settled.plus(held).plus(inDoubt);
  }

  public Money left() {
    return limit.amount().leftAfter(used());
  }
}
