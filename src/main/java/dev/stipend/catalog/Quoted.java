package dev.stipend.catalog;

import dev.stipend.money.Money;

/** The lowest, the highest and the last of the prices that were quoted. */
public record Quoted(Money min, Money max, Money last) {

  Quoted with(Quoted newer) {
    return new Quoted(
        min.atMost(newer.min()) ? min : newer.min(),
        newer.max().atMost(max) ? max : newer.max(),
        newer.last());
  }
}
