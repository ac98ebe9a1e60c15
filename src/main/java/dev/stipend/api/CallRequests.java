package dev.stipend.api;

import dev.stipend.call.CallRequest;
import dev.stipend.money.Money;
import dev.stipend.team.Caller;
import dev.stipend.team.Team;
import dev.stipend.web.Authentication;
import dev.stipend.web.BodyReader;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import dev.stipend.web.RequestIds;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a call from a request: who, what, and the body. */
final class CallRequests {

  private CallRequests() {}

  static Future<CallRequest> read(RoutingContext context, BodyReader bodies) {
    Team team = team(context);
    Optional<Money> priceMax = PriceMaxHeader.read(context);
    return bodies
        .readJson(context)
        .map(
            body ->
                new CallRequest(
                    team,
                    Authentication.caller(context).apiKey(),
                    context.pathParam("model"),
                    context.pathParam("operation"),
                    text(body),
                    priceMax,
                    RequestIds.of(context)));
  }

  /**
   * A prompt must arrive as it was written, so bytes that are no UTF-8 are refused, not replaced.
   */
  static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(
          Problem.of(ProblemCode.INVALID_JSON, "The body is not UTF-8 text."));
    }
  }

  /** The team that the API key belongs to: it, and nothing in the request, decides who pays. */
  static Team team(RoutingContext context) {
    Caller caller = Authentication.caller(context);
    Team team = caller.team();
    if (team == null) {
      throw new ProblemException(
          Problem.of(
                  ProblemCode.ROLE_NOT_ALLOWED,
                  "This is an operator's API key (role "
                      + caller.apiKey().role().text()
                      + "); it belongs to no team, so nobody would pay.")
              .help("Use an API key of a team; POST /admin/keys on the admin port makes one."));
    }
    return team;
  }
}
