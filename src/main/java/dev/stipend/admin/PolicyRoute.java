package dev.stipend.admin;

import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.Model;
import dev.stipend.catalog.ModelKind;
import dev.stipend.catalog.NearestName;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.Directory;
import dev.stipend.team.Policy;
import dev.stipend.team.TeamId;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** {@code PUT /admin/teams/{id}/policy} and {@code PUT /admin/keys/{id}/policy}. */
final class PolicyRoute {

  private static final int CALLS_MAX = 1_000_000;
  private static final int JOBS_MAX = 1_000_000;

  private final Directory directory;
  private final BodyReader bodies;
  private final Catalogue catalogue;

  PolicyRoute(Directory directory, BodyReader bodies, Catalogue catalogue) {
    this.directory = directory;
    this.bodies = bodies;
    this.catalogue = catalogue;
  }

  /** Classes and models, also those that the seller's document brought meanwhile. */
  private List<String> names() {
    return Stream.concat(
            Stream.of(ModelKind.values()).map(ModelKind::text),
            catalogue.models().stream().map(Model::name))
        .toList();
  }

  /** The whole policy: what is left out is not limited any more. */
  Future<Void> ofTeam(RoutingContext context) {
    return set(
        context,
        "team",
        id -> policy -> directory.setPolicy(new TeamId(id), policy),
        new Nearest(directory)::team);
  }

  Future<Void> ofApiKey(RoutingContext context) {
    return set(
        context,
        "API key",
        id -> policy -> directory.setPolicy(new ApiKeyId(id), policy),
        new Nearest(directory)::apiKey);
  }

  private Future<Void> set(
      RoutingContext context,
      String what,
      Function<String, Function<Policy, Future<Boolean>>> register,
      BiFunction<Problem, String, Future<Problem>> nearest) {
    String id = context.pathParam("id");
    Problem unknown =
        Problem.of(ProblemCode.NOT_FOUND, "There is no such " + what + ".")
            .help("GET /admin/teams and /admin/keys list those there are.");
    return bodies
        .readJson(context)
        .map(this::policy)
        .compose(
            policy ->
                write(register, id, policy)
                    .compose(
                        known ->
                            known
                                ? JsonReply.ok(context, json(policy))
                                : nearest
                                    .apply(unknown, id)
                                    .compose(
                                        problem ->
                                            Future.failedFuture(new ProblemException(problem)))));
  }

  /** An id that nobody can have is nobody's. */
  private static Future<Boolean> write(
      Function<String, Function<Policy, Future<Boolean>>> register, String id, Policy policy) {
    try {
      return register.apply(id).apply(policy);
    } catch (IllegalArgumentException e) {
      return Future.succeededFuture(false);
    }
  }

  private Policy policy(byte[] body) {
    Fields fields = Fields.of(body);
    List<String> models = fields.list("models", "[\"image\", \"veo-3.1\"]", this::model);
    Optional<Money> priceMax = fields.optional("priceMax", "0.50", PolicyRoute::price);
    Optional<Integer> calls = fields.count("callsPerMinute", 1, CALLS_MAX);
    Optional<Integer> jobs = fields.count("jobsAtOnce", 1, JOBS_MAX);
    fields.check();
    return new Policy(
        models.stream().distinct().toList(),
        priceMax.orElse(null),
        calls.orElse(null),
        jobs.orElse(null));
  }

  private String model(JsonNode value) {
    String name = value.asString("");
    List<String> names = names();
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "there is no such model or class"
              + NearestName.nearest(name, names)
                  .map(nearest -> "; did you mean " + nearest + "?")
                  .orElse(""));
    }
    return name;
  }

  private static Money price(String text) {
    Money price = Money.parseDollars(text);
    if (price.isZero()) {
      throw new IllegalArgumentException("a ceiling of nothing allows nothing");
    }
    return price;
  }

  static Map<String, Object> json(Policy policy) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("models", policy.models());
    Money priceMax = policy.priceMax();
    json.put("priceMax", priceMax == null ? null : priceMax.toDollars());
    json.put("callsPerMinute", policy.callsPerMinute());
    json.put("jobsAtOnce", policy.jobsAtOnce());
    return json;
  }
}
