package dev.stipend.call;

import dev.stipend.catalog.Operation;
import java.util.List;
import java.util.Map;

/**
 * A body that passed the check.
 *
 * @param priceInputs the fields that move the price, as they are sent
 * @param warnings what was changed to make it pass, for the client
 * @param fingerprint equal for equal requests
 */
public record Checked(
    Operation operation,
    Purchase purchase,
    Map<String, String> priceInputs,
    List<String> warnings,
    String fingerprint) {

  public Checked {
    warnings = List.copyOf(warnings);
  }

  /** The same request, and another form of what is bought with it. */
  Checked buying(Purchase other) {
    return new Checked(operation, other, priceInputs, warnings, fingerprint);
  }
}
