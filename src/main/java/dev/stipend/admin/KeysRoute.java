package dev.stipend.admin;

import dev.stipend.team.ApiKey;
import dev.stipend.team.Directory;
import dev.stipend.team.KeyIssue;
import dev.stipend.team.Role;
import dev.stipend.team.TeamId;
import dev.stipend.web.Authentication;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /admin/keys}. */
final class KeysRoute {

  private final Directory directory;
  private final KeyIssue issue;
  private final BodyReader bodies;

  KeysRoute(Directory directory, KeyIssue issue, BodyReader bodies) {
    this.directory = directory;
    this.issue = issue;
    this.bodies = bodies;
  }

  Future<Void> create(RoutingContext context) {
    Role caller = Authentication.caller(context).apiKey().role();
    return bodies
        .readJson(context)
        .map(KeysRoute::wish)
        .compose(
            wish -> {
              if (!caller.mayIssue(wish.role())) {
                throw new ProblemException(
                    Problem.of(
                            ProblemCode.ROLE_NOT_ALLOWED,
                            "An API key of the role %s may not make one of the role %s."
                                .formatted(caller.text(), wish.role().text()))
                        .help("Ask somebody with an admin's API key."));
              }
              return create(context, wish);
            });
  }

  Future<Void> list(RoutingContext context) {
    return directory
        .apiKeys()
        .compose(
            keys ->
                JsonReply.ok(
                    context, Listing.json(keys.stream().map(KeysRoute::json).toList(), null)));
  }

  private Future<Void> create(RoutingContext context, Wish wish) {
    return known(wish.team())
        .compose(known -> issue.issue(wish.team(), wish.role(), wish.name()))
        .compose(
            issued -> {
              Map<String, Object> json = json(issued.apiKey());
              json.put("secret", issued.secret().reveal());
              return JsonReply.send(context, 201, json);
            });
  }

  private Future<Void> known(@Nullable TeamId team) {
    if (team == null) {
      return Future.succeededFuture();
    }
    Problem unknown =
        Problem.of(ProblemCode.INVALID_BODY, "There is no team " + team + ".")
            .param("team")
            .help("Create it first with POST /admin/teams.");
    return directory
        .findTeam(team)
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture()
                    : new Nearest(directory)
                        .team(unknown, team.value())
                        .compose(problem -> Future.failedFuture(new ProblemException(problem))));
  }

  private static Wish wish(byte[] body) {
    Fields fields = Fields.of(body);
    Optional<TeamId> team = fields.optional("team", "design", TeamId::new);
    Optional<Role> role = fields.optional("role", "team", KeysRoute::role);
    Optional<String> name = fields.optional("name", "storefront", KeysRoute::name);
    Role wanted = role.orElse(Role.TEAM);
    if (wanted == Role.TEAM && team.isEmpty()) {
      fields.error("team", "is missing", "An API key of role team belongs to one: \"design\".");
    }
    if (wanted != Role.TEAM && team.isPresent()) {
      fields.error("team", "does not go with the role", "Leave it out, or use the role team.");
    }
    fields.check();
    return new Wish(team.orElse(null), wanted, name.orElse(""));
  }

  private static Role role(String text) {
    return Role.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("a role is team, finance, ops or admin"));
  }

  private static String name(String text) {
    if (text.length() > 100) {
      throw new IllegalArgumentException("a name has at most 100 characters");
    }
    return text;
  }

  private static Map<String, Object> json(ApiKey apiKey) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", apiKey.id().value());
    json.put("team", apiKey.team() == null ? null : apiKey.team().value());
    json.put("role", apiKey.role().text());
    json.put("name", apiKey.name());
    json.put("active", apiKey.active());
    json.put("policy", PolicyRoute.json(apiKey.policy()));
    return json;
  }

  private record Wish(@Nullable TeamId team, Role role, String name) {}
}
