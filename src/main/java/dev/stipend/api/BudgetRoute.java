package dev.stipend.api;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Calendar;
import dev.stipend.budget.LimitUse;
import dev.stipend.budget.Scope;
import dev.stipend.team.ApiKey;
import dev.stipend.team.Team;
import dev.stipend.web.Authentication;
import dev.stipend.web.JsonReply;
import dev.stipend.web.LimitJson;
import dev.stipend.web.RunningJobs;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /api/budget}: what binds the caller: every limit with its use, and the jobs at once.
 */
final class BudgetRoute {

  private final Budgets budgets;
  private final InstantSource clock;
  private final Calendar organisation;

  BudgetRoute(Budgets budgets, InstantSource clock, Calendar organisation) {
    this.budgets = budgets;
    this.clock = clock;
    this.organisation = organisation;
  }

  Future<Void> answer(RoutingContext context) {
    Team team = CallRequests.team(context);
    ApiKey apiKey = Authentication.caller(context).apiKey();
    CountingWindows windows = CountingWindows.at(clock.instant(), organisation, team);
    List<Scope> scopes =
        List.of(
            new Scope.Organisation(), new Scope.OfTeam(team.id()), new Scope.OfApiKey(apiKey.id()));
    Future<List<LimitUse>> uses = budgets.uses(scopes, windows);
    return RunningJobs.of(budgets, team, apiKey)
        .compose(
            jobs ->
                uses.compose(
                    used -> {
                      Map<String, Object> json = new LinkedHashMap<>();
                      json.put("team", team.id().value());
                      json.put("apiKey", apiKey.id().value());
                      json.put("limits", LimitJson.of(used, windows));
                      json.put("jobs", jobs);
                      return JsonReply.ok(context, json);
                    }));
  }
}
