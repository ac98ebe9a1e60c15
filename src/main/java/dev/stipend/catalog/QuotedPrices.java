package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the seller asked lately, as this process saw it; for showing, and for nothing else. */
final class QuotedPrices {

  private final Map<String, Quoted> byOperation = new ConcurrentHashMap<>();

  void note(String operation, Money price) {
    byOperation.merge(operation, new Quoted(price, price, price), Quoted::with);
  }

  Optional<Quoted> of(String operation) {
    return Optional.ofNullable(byOperation.get(operation));
  }
}
