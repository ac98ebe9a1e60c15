package dev.stipend.sandbox;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What bodies cost.
 *
 * @param lines the first that fits tells the price
 * @param more what every entry of a list but the first adds
 */
record Tariff(List<Line> lines, @Nullable More more) {

  /**
   * One price.
   *
   * @param when field → values of which it has one
   * @param each a field with whose number the price is multiplied
   */
  record Line(Map<String, List<String>> when, long micros, @Nullable String each) {

    private boolean fits(Product product, JsonNode body) {
      return when.entrySet().stream()
          .allMatch(field -> field.getValue().contains(product.value(body, field.getKey())));
    }
  }

  /** A surcharge, and what the price never exceeds with it. */
  record More(long micros, String each, long upTo) {}

  long priceMicros(Product product, JsonNode body) {
    Line line = lines.stream().filter(each -> each.fits(product, body)).findFirst().orElseThrow();
    long price = line.micros();
    if (line.each() != null) {
      price = Math.multiplyExact(price, Long.parseLong(product.value(body, line.each())));
    }
    if (more == null) {
      return price;
    }
    int entries = body.path(more.each()).size();
    return Math.min(more.upTo(), price + Math.max(0, entries - 1) * more.micros());
  }
}
