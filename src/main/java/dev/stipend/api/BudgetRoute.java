package dev.stipend.api;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Calendar;
import dev.stipend.team.ApiKey;
import dev.stipend.team.Team;
import dev.stipend.web.Authentication;
import dev.stipend.web.EffectiveJson;
import dev.stipend.web.JsonReply;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

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
    return EffectiveJson.of(budgets, windows, team, apiKey)
        .compose(json -> JsonReply.ok(context, json));
  }
}
