package dev.stipend.web;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Scope;
import dev.stipend.team.ApiKey;
import dev.stipend.team.Policy;
import dev.stipend.team.Team;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many jobs of a team and an API key run, and how many may, as clients and operators see it.
 */
final class RunningJobs {

  private RunningJobs() {}

  static Future<List<Map<String, @Nullable Object>>> of(Budgets budgets, Team team, ApiKey apiKey) {
    return Future.all(
            one(budgets, new Scope.OfTeam(team.id()), team.policy()),
            one(budgets, new Scope.OfApiKey(apiKey.id()), apiKey.policy()))
        .map(both -> List.of(both.resultAt(0), both.resultAt(1)));
  }

  private static Future<Map<String, @Nullable Object>> one(
      Budgets budgets, Scope scope, Policy policy) {
    return budgets
        .running(scope)
        .map(
            running -> {
              Map<String, @Nullable Object> json = new LinkedHashMap<>();
              json.put("scope", scope.text());
              json.put("running", running);
              json.put("allowed", policy.jobsAtOnce());
              return json;
            });
  }
}
