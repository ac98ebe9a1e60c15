package dev.stipend.admin;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Limit;
import dev.stipend.budget.Scope;
import dev.stipend.budget.WindowKind;
import dev.stipend.catalog.NearestName;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.Directory;
import dev.stipend.team.TeamId;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /admin/limits}. */
final class LimitsRoute {

  private static final String HARD = "hard";

  private final Budgets budgets;
  private final Directory directory;
  private final BodyReader bodies;

  LimitsRoute(Budgets budgets, Directory directory, BodyReader bodies) {
    this.budgets = budgets;
    this.directory = directory;
    this.bodies = bodies;
  }

  /** Sets or replaces: sending the same limit twice is the same as once. */
  Future<Void> set(RoutingContext context) {
    return bodies
        .readJson(context)
        .map(LimitsRoute::limit)
        .compose(this::known)
        .compose(
            limit ->
                budgets.setLimit(limit).compose(set -> JsonReply.send(context, 201, json(limit))));
  }

  Future<Void> list(RoutingContext context) {
    return budgets
        .limits()
        .compose(
            limits ->
                JsonReply.ok(
                    context,
                    Listing.json(
                        limits.stream()
                            .sorted(Comparator.comparing(Limit::id))
                            .map(LimitsRoute::json)
                            .toList(),
                        null)));
  }

  /** The id of a limit is its scope and its window: {@code ?scope=team:design&window=month}. */
  Future<Void> remove(RoutingContext context) {
    Scope scope = Listing.parameter(context, "scope", Scope::parse);
    WindowKind window =
        Listing.parameter(context, "window", text -> WindowKind.parse(text).orElseThrow());
    if (scope == null || window == null) {
      throw new ProblemException(
          Problem.of(ProblemCode.INVALID_BODY, "Which limit is meant is not said.")
              .help("Name it in the query: ?scope=team:design&window=month."));
    }
    return budgets
        .removeLimit(scope, window)
        .compose(
            removed -> {
              if (!removed) {
                throw new ProblemException(
                    Problem.of(
                            ProblemCode.NOT_FOUND,
                            "There is no limit on " + scope.text() + " for each " + window.text())
                        .help("GET /admin/limits lists those there are."));
              }
              return context.response().setStatusCode(204).end();
            });
  }

  /** A limit on a mistyped team would limit nobody. */
  private Future<Limit> known(Limit limit) {
    return switch (limit.scope()) {
      case Scope.Organisation _ -> Future.succeededFuture(limit);
      case Scope.OfTeam(TeamId team) ->
          directory
              .teams()
              .map(
                  teams ->
                      known(
                          limit,
                          "team",
                          team.value(),
                          teams.stream().map(t -> t.id().value()).toList()));
      case Scope.OfApiKey(ApiKeyId apiKey) ->
          directory
              .apiKeys()
              .map(
                  keys ->
                      known(
                          limit,
                          "API key",
                          apiKey.value(),
                          keys.stream().map(k -> k.id().value()).toList()));
    };
  }

  private static Limit known(Limit limit, String what, String id, List<String> ids) {
    if (ids.contains(id)) {
      return limit;
    }
    throw new ProblemException(
        Problem.of(ProblemCode.INVALID_BODY, "There is no " + what + " " + id + ".")
            .param("scope")
            .help(
                NearestName.nearest(id, ids)
                    .map(nearest -> "Did you mean " + nearest + "?")
                    .orElse(
                        "Create it first; GET /admin/teams and GET /admin/keys list those there"
                            + " are.")));
  }

  private static Limit limit(byte[] body) {
    Fields fields = Fields.of(body);
    Optional<Scope> scope = fields.required("scope", "team:design", Scope::parse);
    Optional<WindowKind> window = fields.required("window", "month", LimitsRoute::window);
    Optional<Money> amount = fields.required("amount", "5.00", Money::parseDollars);
    fields.optional("kind", HARD, LimitsRoute::kind);
    fields.check();
    return new Limit(scope.orElseThrow(), window.orElseThrow(), amount.orElseThrow());
  }

  private static WindowKind window(String text) {
    return WindowKind.parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("a window is hour, day, week, month or lifetime"));
  }

  private static String kind(String text) {
    if (!text.equals(HARD)) {
      throw new IllegalArgumentException("every limit is hard");
    }
    return text;
  }

  private static Map<String, Object> json(Limit limit) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", limit.id());
    json.put("scope", limit.scope().text());
    json.put("window", limit.window().text());
    json.put("amount", limit.amount().toDollars());
    json.put("kind", HARD);
    return json;
  }
}
