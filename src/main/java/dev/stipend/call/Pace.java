package dev.stipend.call;

import dev.stipend.team.ApiKey;
import dev.stipend.team.CallRates;
import dev.stipend.team.CallRates.Rate;
import dev.stipend.team.Team;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How many calls may begin within a minute, by the policies of the team and of the API key. */
public final class Pace {

  private final CallRates rates;

  public Pace(CallRates rates) {
    this.rates = rates;
  }

  /** Counts a call that begins. Answers the rate that lets it not. */
  Future<Optional<Rate>> begin(CallRequest request) {
    ApiKey apiKey = request.apiKey();
    Team team = request.team();
    return where(apiKey.policy().callsPerMinute(), most -> rates.take(apiKey.id(), most))
        .compose(
            first ->
                // What the API key may not begin does not count for its team.
                first.isEmpty() || first.get().taken()
                    ? where(team.policy().callsPerMinute(), most -> rates.take(team.id(), most))
                    : Future.succeededFuture(first))
        .map(last -> last.filter(rate -> !rate.taken()));
  }

  /** The rates that hold for a caller, as they stand now. */
  public Future<List<Rate>> standing(Team team, ApiKey apiKey) {
    return Future.all(
            where(apiKey.policy().callsPerMinute(), most -> rates.look(apiKey.id(), most)),
            where(team.policy().callsPerMinute(), most -> rates.look(team.id(), most)))
        .map(
            both ->
                Stream.of(both.<Optional<Rate>>resultAt(0), both.<Optional<Rate>>resultAt(1))
                    .flatMap(Optional::stream)
                    .toList());
  }

  private static Future<Optional<Rate>> where(
      @Nullable Integer most, IntFunction<Future<Rate>> ask) {
    return most == null
        ? Future.succeededFuture(Optional.empty())
        : ask.apply(most).map(Optional::of);
  }
}
