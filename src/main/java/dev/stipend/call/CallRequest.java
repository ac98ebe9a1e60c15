package dev.stipend.call;

import dev.stipend.money.Money;
import dev.stipend.team.ApiKey;
import dev.stipend.team.Team;
import java.util.Optional;

/**
 * A team's wish for a generation, or for its price.
 *
 * @param body as the client sent it; it holds a prompt and is not shown in text
 * @param priceMax what the client itself wants to spend on it at most; absent: whatever is allowed
 */
public record CallRequest(
    Team team,
    ApiKey apiKey,
    String model,
    String operation,
    String body,
    Optional<Money> priceMax,
    String requestId) {

  @Override
  public String toString() {
    return "CallRequest[" + team.id() + ", " + model + "/" + operation + ", " + requestId + "]";
  }
}
