package dev.stipend.web;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.LimitUse;
import dev.stipend.budget.Scope;
import dev.stipend.team.ApiKey;
import dev.stipend.team.Team;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What binds an API key, as clients and operators see it: every limit with its use, and the jobs at
 * once.
 */
public final class EffectiveJson {

  private EffectiveJson() {}

  public static Future<Map<String, Object>> of(
      Budgets budgets, CountingWindows windows, Team team, ApiKey apiKey) {
    List<Scope> scopes =
        List.of(
            new Scope.Organisation(), new Scope.OfTeam(team.id()), new Scope.OfApiKey(apiKey.id()));
    Future<List<LimitUse>> uses = budgets.uses(scopes, windows);
    return RunningJobs.of(budgets, team, apiKey)
        .compose(
            jobs ->
                uses.map(
                    used -> {
                      Map<String, Object> json = new LinkedHashMap<>();
                      json.put("team", team.id().value());
                      json.put("apiKey", apiKey.id().value());
                      json.put("limits", LimitJson.of(used, windows));
                      json.put("jobs", jobs);
                      return json;
                    }));
  }
}
