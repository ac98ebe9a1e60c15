package dev.stipend.call;

import dev.stipend.team.ApiKey;
import dev.stipend.team.CallRates;
import dev.stipend.team.CallRates.Bounds;
import dev.stipend.team.CallRates.Rate;
import dev.stipend.team.Team;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** How many calls may begin within a minute, by the policies of the team and of the API key. */
public final class Pace {

  private final CallRates rates;

  public Pace(CallRates rates) {
    this.rates = rates;
  }

  /** Counts a call that begins. Answers the rate that lets it not; then nobody has counted it. */
  Future<Optional<Rate>> begin(CallRequest request) {
    return rates
        .take(Bounds.of(request.apiKey(), request.team()))
        .map(bounded -> bounded.stream().filter(rate -> !rate.hadRoom()).findFirst());
  }

  /** The rates that hold for a caller, as they stand now. */
  public Future<List<Rate>> standing(Team team, ApiKey apiKey) {
    return rates.look(Bounds.of(apiKey, team));
  }
}
