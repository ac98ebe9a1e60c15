package dev.stipend.admin;

import dev.stipend.team.Directory;
import dev.stipend.team.TeamId;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import dev.stipend.web.WebhookJson;
import dev.stipend.webhook.Webhooks;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** {@code /admin/webhooks}: operators see, make and stop the webhooks of teams. */
final class WebhooksRoute {

  private static final String BY_OPERATOR = "disabled by an operator";

  private final Webhooks webhooks;
  private final Directory directory;
  private final BodyReader bodies;

  WebhooksRoute(Webhooks webhooks, Directory directory, BodyReader bodies) {
    this.webhooks = webhooks;
    this.directory = directory;
    this.bodies = bodies;
  }

  Future<Void> list(RoutingContext context) {
    Listing.only(context, "team");
    TeamId team = Listing.parameter(context, "team", TeamId::new);
    if (team == null) {
      throw bad("team", "The query parameter team is missing.");
    }
    return webhooks
        .of(team)
        .compose(
            all ->
                JsonReply.ok(
                    context, Map.of("items", all.stream().map(WebhookJson::webhook).toList())));
  }

  Future<Void> create(RoutingContext context) {
    return bodies
        .readJson(context)
        .map(WebhooksRoute::wish)
        .compose(this::checked)
        .compose(wish -> webhooks.create(wish.team(), wish.url()))
        .compose(made -> JsonReply.send(context, 201, WebhookJson.made(made)));
  }

  Future<Void> disable(RoutingContext context) {
    return webhooks
        .find(context.pathParam("id"))
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new ProblemException(
                            Problem.of(ProblemCode.NOT_FOUND, "There is no such webhook."))))
        .compose(webhook -> webhooks.disable(webhook, BY_OPERATOR))
        .compose(webhook -> JsonReply.ok(context, WebhookJson.webhook(webhook)));
  }

  private Future<Wish> checked(Wish wish) {
    return Future.all(
            directory.findTeam(wish.team()),
            webhooks.objection(wish.url()),
            webhooks.of(wish.team()).map(all -> all.size()))
        .map(
            all -> {
              Optional<?> team = all.resultAt(0);
              Optional<String> objection = all.resultAt(1);
              int known = all.resultAt(2);
              if (team.isEmpty()) {
                throw bad("team", "There is no team " + wish.team() + ".");
              }
              objection.ifPresent(
                  why -> {
                    throw bad("url", "The field url is wrong: " + why + ".");
                  });
              if (known >= Webhooks.PER_TEAM_MAX) {
                throw bad("team", "The team has as many webhooks as it may have.");
              }
              return wish;
            });
  }

  private static Wish wish(byte[] body) {
    Fields fields = Fields.of(body);
    Optional<TeamId> team = fields.required("team", "design", TeamId::new);
    Optional<URI> url = fields.required("url", "https://example.com/stipend", WebhookJson::url);
    fields.check();
    return new Wish(team.orElseThrow(), url.orElseThrow());
  }

  private static ProblemException bad(String field, String detail) {
    return new ProblemException(Problem.of(ProblemCode.INVALID_BODY, detail).param(field));
  }

  private record Wish(TeamId team, URI url) {}
}
