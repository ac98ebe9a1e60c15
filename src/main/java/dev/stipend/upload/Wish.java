package dev.stipend.upload;

import dev.stipend.call.CallRequest;
import dev.stipend.call.IdempotencyId;
import dev.stipend.call.Party;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKey;
import dev.stipend.team.Team;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A team's wish to have a file where the seller finds it.
 *
 * @param priceMax what the client itself wants to spend on it at most
 * @param id what the client called the call, where it did
 * @param party with whom it is bought
 */
public record Wish(
    Team team,
    ApiKey apiKey,
    SpooledFile file,
    String requestId,
    Optional<Money> priceMax,
    @Nullable IdempotencyId id,
    Party party) {

  /** The model, and its one operation, as which an upload is bought. */
  public static final String MODEL = "upload";

  /** The call that buys a token for exactly this content. */
  CallRequest request() {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("filename", file.name());
    body.put("contentType", file.type().contentType());
    body.put("size", file.size());
    return new CallRequest(team, apiKey, MODEL, MODEL, body.toString(), priceMax, requestId);
  }

  /**
   * What the call is known by. Without a name of the client's it is the content: so whoever sends
   * it again after a crash goes on with the token that was paid for.
   */
  IdempotencyId name(int turn) {
    return id == null ? new IdempotencyId("file:" + file.sha256() + ":" + turn) : id;
  }
}
