package dev.stipend.budget;

import dev.stipend.money.Money;

/**
 * A limit and what is left of it after a reservation.
 *
 * @param amount the limit and its raises
 */
public record LimitLeft(Limit limit, Money amount, String windowId, Money left) {}
