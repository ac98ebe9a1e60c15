package dev.stipend.admin;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitKind;
import dev.stipend.budget.Scope;
import dev.stipend.budget.Subject;
import dev.stipend.budget.WindowKind;
import dev.stipend.catalog.Catalogue;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.Directory;
import dev.stipend.team.TeamId;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import dev.stipend.web.LimitJson;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code /admin/limits}. */
final class LimitsRoute {

  private static final int THRESHOLDS_MAX = 10;

  private final Budgets budgets;
  private final Directory directory;
  private final BodyReader bodies;
  private final Catalogue catalogue;

  LimitsRoute(Budgets budgets, Directory directory, BodyReader bodies, Catalogue catalogue) {
    this.budgets = budgets;
    this.directory = directory;
    this.bodies = bodies;
    this.catalogue = catalogue;
  }

  /** Sets or replaces: sending the same limit twice is the same as once. */
  Future<Void> set(RoutingContext context) {
    return bodies
        .readJson(context)
        .map(this::limit)
        .compose(this::known)
        .compose(
            limit ->
                budgets
                    .setLimit(limit)
                    .compose(set -> JsonReply.send(context, 201, LimitJson.of(limit))));
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
                            .map(LimitJson::of)
                            .toList(),
                        null)));
  }

  /**
   * Named by its id, or by what the id is made of: {@code ?scope=team:design&window=month}, with
   * {@code model} or {@code class} where it has one.
   */
  Future<Void> remove(RoutingContext context) {
    Listing.only(context, "id", "scope", "window", "model", "class");
    String id = named(context);
    return budgets
        .removeLimit(id)
        .compose(
            removed -> {
              if (!removed) {
                throw new ProblemException(
                    Problem.of(ProblemCode.NOT_FOUND, "There is no limit " + id + ".")
                        .help("GET /admin/limits lists those there are."));
              }
              return context.response().setStatusCode(204).end();
            });
  }

  private static String named(RoutingContext context) {
    String id = Listing.parameter(context, "id", LimitsRoute::id);
    if (id != null) {
      return id;
    }
    Scope scope = Listing.parameter(context, "scope", Scope::parse);
    WindowKind window = Listing.parameter(context, "window", LimitsRoute::window);
    Subject model = Listing.parameter(context, "model", Subject.OfModel::new);
    Subject modelClass = Listing.parameter(context, "class", Subject.OfClass::new);
    if (scope == null || window == null) {
      throw new ProblemException(
          Problem.of(ProblemCode.INVALID_BODY, "Which limit is meant is not said.")
              .help("Name it in the query: ?id=team:design/month, or ?scope=…&window=…."));
    }
    return Limit.id(scope, window, subject(model, modelClass));
  }

  private static String id(String text) {
    Scope scope = Limit.scopeOf(text);
    return scope.text() + text.substring(text.indexOf('/'));
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
        Nearest.near(
            Problem.of(ProblemCode.INVALID_BODY, "There is no " + what + " " + id + ".")
                .param("scope")
                .help(
                    "Create it first; GET /admin/teams and GET /admin/keys list those there are."),
            id,
            ids));
  }

  private Limit limit(byte[] body) {
    Fields fields = Fields.of(body);
    Optional<Scope> scope = fields.required("scope", "team:design", Scope::parse);
    Optional<WindowKind> window = fields.required("window", "month", LimitsRoute::window);
    Optional<Money> amount = fields.required("amount", "5.00", Money::parseDollars);
    Optional<LimitKind> kind = fields.optional("kind", "hard", LimitsRoute::kind);
    Optional<Subject> model = fields.optional("model", "veo-3.1", this::model);
    Optional<Subject> modelClass = fields.optional("class", "video", Subject.OfClass::new);
    List<Integer> thresholds = fields.list("thresholds", "[50, 80, 100]", LimitsRoute::threshold);
    if (thresholds.stream().distinct().count() > THRESHOLDS_MAX) {
      fields.error("thresholds", "has more than 10 members", "Name fewer.");
    }
    if (model.isPresent() && modelClass.isPresent()) {
      fields.error("class", "does not go with model", "Name one of the two.");
    }
    fields.check();
    return new Limit(
        scope.orElseThrow(),
        window.orElseThrow(),
        subject(model.orElse(null), modelClass.orElse(null)),
        amount.orElseThrow(),
        kind.orElse(LimitKind.HARD),
        fields.has("thresholds") ? thresholds : Limit.THRESHOLDS_DEFAULT);
  }

  private static Subject subject(@Nullable Subject model, @Nullable Subject modelClass) {
    if (model != null) {
      return model;
    }
    return modelClass == null ? Subject.ALL : modelClass;
  }

  /** A limit on a mistyped model would limit nothing. */
  private Subject model(String text) {
    if (catalogue.model(text).isEmpty()) {
      throw new IllegalArgumentException(
          "there is no such model"
              + catalogue
                  .nearestModel(text)
                  .map(nearest -> "; did you mean " + nearest + "?")
                  .orElse(""));
    }
    return new Subject.OfModel(text);
  }

  private static Integer threshold(JsonNode value) {
    if (!value.isInt() || value.intValue() < 1 || value.intValue() > 1000) {
      throw new IllegalArgumentException("a threshold is a whole number of per cent, 1 to 1000");
    }
    return value.intValue();
  }

  private static WindowKind window(String text) {
    return WindowKind.parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("a window is hour, day, week, month or lifetime"));
  }

  private static LimitKind kind(String text) {
    return LimitKind.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("a limit is hard or watch"));
  }
}
