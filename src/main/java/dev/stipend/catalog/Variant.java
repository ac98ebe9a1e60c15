package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way in which the fields that move the price can stand, and what it costs then.
 *
 * @param when field → the values of which it has one; a field that is absent from a body has none
 * @param each a field whose number the price is multiplied with, such as seconds
 * @param price expected, for one of {@code each}
 * @param ceiling for one of {@code each}
 */
public record Variant(
    Map<String, List<String>> when, @Nullable String each, Money price, Money ceiling) {

  private static final int COUNT_MAX = 10_000;

  public Variant {
    when = Map.copyOf(when);
    if (!price.atMost(ceiling)) {
      throw new IllegalArgumentException("the ceiling is below the price: no call would pass");
    }
  }

  boolean matches(Map<String, String> priceInputs) {
    return when.entrySet().stream()
        .allMatch(
            field -> {
              String value = priceInputs.get(field.getKey());
              return value != null && field.getValue().contains(value);
            });
  }

  /** Empty where the number that it is multiplied with cannot be told. */
  Optional<Money> price(Map<String, String> priceInputs) {
    return times(price, priceInputs);
  }

  Optional<Money> ceiling(Map<String, String> priceInputs) {
    return times(ceiling, priceInputs);
  }

  /** What would be more than there is money has no price here. */
  private Optional<Money> times(Money one, Map<String, String> priceInputs) {
    return count(priceInputs)
        .filter(count -> count == 0 || one.micros() <= Money.MICROS_MAX / count)
        .map(one::times);
  }

  private Optional<Long> count(Map<String, String> priceInputs) {
    if (each == null) {
      return Optional.of(1L);
    }
    return Optional.ofNullable(priceInputs.get(each))
        .filter(value -> value.matches("[0-9]{1,9}"))
        .map(Long::valueOf)
        .filter(count -> count <= COUNT_MAX);
  }
}
