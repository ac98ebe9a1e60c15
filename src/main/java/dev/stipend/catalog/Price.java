package dev.stipend.catalog;

import dev.stipend.money.Money;

/**
 * What a call is expected to cost, for showing, and the ceiling above which a quote is refused. The
 * charge is always the quote. A ceiling below {@code max} rules the dearer calls out.
 */
public record Price(String text, Money min, Money max, Money ceiling) {

  public Price {
    if (!min.atMost(max)) {
      throw new IllegalArgumentException("min must not be above max");
    }
    if (!min.atMost(ceiling)) {
      throw new IllegalArgumentException("the ceiling is below min: no call would pass");
    }
  }
}
