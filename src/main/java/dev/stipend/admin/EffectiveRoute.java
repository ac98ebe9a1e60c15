package dev.stipend.admin;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Calendar;
import dev.stipend.team.ApiKey;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.Directory;
import dev.stipend.team.Team;
import dev.stipend.team.TeamId;
import dev.stipend.web.EffectiveJson;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

/** {@code /admin/limits/effective?key=…}: what binds an API key. */
final class EffectiveRoute {

  private final Budgets budgets;
  private final Directory directory;
  private final Calendar organisation;
  private final InstantSource clock;

  EffectiveRoute(Budgets budgets, Directory directory, Calendar organisation, InstantSource clock) {
    this.budgets = budgets;
    this.directory = directory;
    this.organisation = organisation;
    this.clock = clock;
  }

  Future<Void> answer(RoutingContext context) {
    Listing.only(context, "key");
    ApiKeyId id = Listing.parameter(context, "key", ApiKeyId::new);
    if (id == null) {
      throw new ProblemException(
          Problem.of(ProblemCode.INVALID_BODY, "Whose limits are meant is not said.")
              .param("key")
              .help("Name an API key in the query: ?key=key_…."));
    }
    return directory
        .findApiKey(id)
        .compose(
            apiKey -> {
              TeamId team = apiKey.map(ApiKey::team).orElse(null);
              return team == null
                  ? Future.failedFuture(nobody(id))
                  : directory
                      .findTeam(team)
                      .compose(
                          found ->
                              answer(
                                  context,
                                  apiKey.orElseThrow(),
                                  found.orElseThrow(() -> nobody(id))));
            });
  }

  private Future<Void> answer(RoutingContext context, ApiKey apiKey, Team team) {
    CountingWindows windows = CountingWindows.at(clock.instant(), organisation, team);
    return EffectiveJson.of(budgets, windows, team, apiKey)
        .compose(json -> JsonReply.ok(context, json));
  }

  private static ProblemException nobody(ApiKeyId id) {
    return new ProblemException(
        Problem.of(ProblemCode.NOT_FOUND, "There is no API key " + id + " of a team.")
            .help("GET /admin/keys lists those there are."));
  }
}
