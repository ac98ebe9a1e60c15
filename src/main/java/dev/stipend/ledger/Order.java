package dev.stipend.ledger;

import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is bought, for whom: the facts that finance needs, copied into the books when the money is
 * reserved, so that later changes of names never rewrite history.
 *
 * @param modelClass {@code image}, {@code video} or {@code upload}
 * @param priceInputs the fields of the body that move the price, as they were sent
 * @param idempotencyId what the client called the call, where it did
 */
public record Order(
    SpendId id,
    TeamId team,
    String costCentre,
    ApiKeyId apiKey,
    String model,
    String modelClass,
    String operation,
    Map<String, String> priceInputs,
    String requestId,
    @Nullable String idempotencyId) {

  public Order {
    priceInputs = Map.copyOf(priceInputs);
  }

  /** Of a call that its client did not name. */
  public Order(
      SpendId id,
      TeamId team,
      String costCentre,
      ApiKeyId apiKey,
      String model,
      String modelClass,
      String operation,
      Map<String, String> priceInputs,
      String requestId) {
    this(id, team, costCentre, apiKey, model, modelClass, operation, priceInputs, requestId, null);
  }
}
