package dev.stipend.call;

import dev.stipend.team.ApiKey;
import dev.stipend.team.Team;

/**
 * A team's wish for a generation, or for its price.
 *
 * @param body as the client sent it; it holds a prompt and is not shown in text
 */
public record CallRequest(
    Team team, ApiKey apiKey, String model, String operation, String body, String requestId) {

  @Override
  public String toString() {
    return "CallRequest[" + team.id() + ", " + model + "/" + operation + ", " + requestId + "]";
  }
}
