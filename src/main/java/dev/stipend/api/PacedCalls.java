package dev.stipend.api;

import dev.stipend.team.ApiKey;
import dev.stipend.team.CallRates;
import dev.stipend.team.CallRates.Rate;
import dev.stipend.team.Team;
import dev.stipend.web.Authentication;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Lets a paid call pass if its API key and its team may begin another one in this minute. */
final class PacedCalls implements Handler<RoutingContext> {

  private final CallRates rates;

  PacedCalls(CallRates rates) {
    this.rates = rates;
  }

  @Override
  public void handle(RoutingContext context) {
    Future.succeededFuture(context)
        .compose(this::take)
        .map(
            taken -> {
              if (!taken.isEmpty()) {
                check(context, taken);
              }
              return taken;
            })
        .onSuccess(passed -> context.next())
        .onFailure(context::fail);
  }

  private Future<List<Rate>> take(RoutingContext context) {
    Team team = CallRequests.team(context);
    ApiKey apiKey = Authentication.caller(context).apiKey();
    Integer ofKey = apiKey.policy().callsPerMinute();
    Integer ofTeam = team.policy().callsPerMinute();
    Future<List<Rate>> first =
        ofKey == null
            ? Future.succeededFuture(List.of())
            : rates.take(apiKey.id(), ofKey).map(List::of);
    // What the API key may not begin does not count for its team.
    return first.compose(
        rate ->
            ofTeam == null || rate.stream().anyMatch(each -> !each.taken())
                ? Future.succeededFuture(rate)
                : rates
                    .take(team.id(), ofTeam)
                    .map(second -> Stream.concat(rate.stream(), Stream.of(second)).toList()));
  }

  private static void check(RoutingContext context, List<Rate> rates) {
    Rate least =
        rates.stream()
            .min(Comparator.comparing(Rate::taken).thenComparingInt(Rate::left))
            .orElseThrow();
    tell(context.response(), least);
    if (!least.taken()) {
      throw new ProblemException(
          Problem.of(
                  ProblemCode.RATE_LIMIT_EXCEEDED,
                  "Only " + least.perMinute() + " calls may begin within a minute.")
              .retryAfter(Duration.ofSeconds(seconds(least))));
    }
  }

  private static void tell(HttpServerResponse response, Rate rate) {
    response
        .putHeader("RateLimit-Policy", "\"calls\";q=" + rate.perMinute() + ";w=60")
        .putHeader("RateLimit", "\"calls\";r=" + rate.left() + ";t=" + seconds(rate))
        .putHeader("x-ratelimit-limit-requests", Integer.toString(rate.perMinute()))
        .putHeader("x-ratelimit-remaining-requests", Integer.toString(rate.left()))
        .putHeader("x-ratelimit-reset-requests", seconds(rate) + "s");
  }

  /** Rounded up: who waits as long finds the minute over. */
  private static long seconds(Rate rate) {
    return Math.max(1, rate.ends().plusMillis(999).toSeconds());
  }
}
