package dev.stipend.api;

import dev.stipend.call.Pace;
import dev.stipend.team.CallRates.Rate;
import dev.stipend.team.Caller;
import dev.stipend.team.Team;
import dev.stipend.web.Authentication;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Comparator;

/** Tells in every answer to a paced caller how many more calls may begin in this minute. */
final class PaceHeaders {

  private final Pace pace;

  PaceHeaders(Pace pace) {
    this.pace = pace;
  }

  /** What cannot be told costs nobody the answer. */
  Future<Void> tell(RoutingContext context) {
    Caller caller = Authentication.caller(context);
    Team team = caller.team();
    if (team == null) {
      return Future.succeededFuture();
    }
    return pace.standing(team, caller.apiKey())
        .map(
            rates -> {
              rates.stream()
                  .min(Comparator.comparingInt(Rate::left))
                  .ifPresent(least -> write(context.response(), least));
              return (Void) null;
            })
        .otherwiseEmpty();
  }

  private static void write(HttpServerResponse response, Rate rate) {
    response
        .putHeader("RateLimit-Policy", "\"calls\";q=" + rate.perMinute() + ";w=60")
        .putHeader("RateLimit", "\"calls\";r=" + rate.left() + ";t=" + seconds(rate.ends()))
        .putHeader("x-ratelimit-limit-requests", Integer.toString(rate.perMinute()))
        .putHeader("x-ratelimit-remaining-requests", Integer.toString(rate.left()))
        .putHeader("x-ratelimit-reset-requests", seconds(rate.ends()) + "s");
  }

  /** Rounded up: who waits as long finds the minute over. */
  static long seconds(Duration ends) {
    return Math.max(1, ends.plusMillis(999).toSeconds());
  }
}
