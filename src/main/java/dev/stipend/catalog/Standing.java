package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an operation stands at the moment.
 *
 * @param pinned whether the seller's document changes nothing about it
 * @param differences of the seller's document from the catalogue's file, for people
 * @param trap what the seller asks, by its document, for a body that it cannot price
 */
public record Standing(
    Availability availability, boolean pinned, List<String> differences, @Nullable Money trap) {

  static final Standing USUAL = new Standing(Availability.AVAILABLE, false, List.of(), null);

  public Standing {
    differences = List.copyOf(differences);
  }
}
