package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a call is expected to cost, for showing, and the ceiling above which a quote is refused. The
 * charge is always the quote. A ceiling below {@code max} rules the dearer calls out.
 *
 * @param variants the first that matches a body tells its price, and may lower its ceiling
 */
public record Price(String text, Money min, Money max, Money ceiling, List<Variant> variants) {

  public Price {
    variants = List.copyOf(variants);
    if (!min.atMost(max)) {
      throw new IllegalArgumentException("min must not be above max");
    }
    if (!min.atMost(ceiling)) {
      throw new IllegalArgumentException("the ceiling is below min: no call would pass");
    }
  }

  /** What a body with these inputs should cost, where that is known. */
  public Optional<Money> expected(Map<String, String> priceInputs) {
    return variant(priceInputs).flatMap(variant -> variant.price(priceInputs));
  }

  /** Above this a quote for a body with these inputs is refused. */
  public Money ceiling(Map<String, String> priceInputs) {
    return variant(priceInputs)
        .flatMap(variant -> variant.ceiling(priceInputs))
        .filter(own -> own.atMost(ceiling))
        .orElse(ceiling);
  }

  private Optional<Variant> variant(Map<String, String> priceInputs) {
    return variants.stream().filter(variant -> variant.matches(priceInputs)).findFirst();
  }
}
