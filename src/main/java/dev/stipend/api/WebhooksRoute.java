package dev.stipend.api;

import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import dev.stipend.web.WebhookJson;
import dev.stipend.webhook.Webhook;
import dev.stipend.webhook.Webhooks;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/webhooks}: a team's own webhooks. Those of others do not exist. */
final class WebhooksRoute {

  private static final int DELIVERIES_SHOWN = 50;
  private static final String BY_TEAM = "disabled by the team";

  private final Webhooks webhooks;
  private final BodyReader bodies;

  WebhooksRoute(Webhooks webhooks, BodyReader bodies) {
    this.webhooks = webhooks;
    this.bodies = bodies;
  }

  Future<Void> create(RoutingContext context) {
    TeamId team = CallRequests.team(context).id();
    return bodies
        .readJson(context)
        .map(body -> url(text(body, "url")))
        .compose(url -> webhooks.objection(url).map(why -> allowed(url, why.orElse(null))))
        .compose(url -> webhooks.of(team).compose(all -> create(team, url, all.size())))
        .compose(made -> JsonReply.send(context, 201, WebhookJson.made(made)));
  }

  Future<Void> list(RoutingContext context) {
    return webhooks
        .of(CallRequests.team(context).id())
        .compose(
            all ->
                JsonReply.ok(
                    context, Map.of("webhooks", all.stream().map(WebhookJson::webhook).toList())));
  }

  Future<Void> rotate(RoutingContext context) {
    return own(context)
        .compose(webhooks::rotate)
        .compose(made -> JsonReply.ok(context, WebhookJson.made(made)));
  }

  Future<Void> disable(RoutingContext context) {
    return change(context, webhook -> webhooks.disable(webhook, BY_TEAM));
  }

  Future<Void> enable(RoutingContext context) {
    return change(context, webhooks::enable);
  }

  Future<Void> remove(RoutingContext context) {
    return own(context)
        .compose(webhooks::remove)
        .compose(removed -> context.response().setStatusCode(204).end());
  }

  Future<Void> deliveries(RoutingContext context) {
    String after = context.request().getParam("after");
    if (after != null && !SpendId.isOne(after)) {
      throw bad("after", "The query parameter after is not the next of an earlier page.");
    }
    return own(context)
        .compose(webhook -> webhooks.deliveries(webhook, DELIVERIES_SHOWN, after))
        .compose(
            page -> {
              Map<String, @Nullable Object> json = new LinkedHashMap<>();
              json.put("deliveries", page.items().stream().map(WebhookJson::delivery).toList());
              json.put("next", page.next());
              return JsonReply.ok(context, json);
            });
  }

  Future<Void> redeliver(RoutingContext context) {
    return own(context)
        .compose(
            webhook ->
                bodies
                    .readJson(context)
                    .map(body -> text(body, "jobId"))
                    .map(WebhooksRoute::job)
                    .compose(job -> webhooks.redeliver(webhook, job)))
        .map(found -> found.orElseThrow(() -> none("delivery of this job at this webhook")))
        .compose(delivery -> JsonReply.send(context, 202, WebhookJson.delivery(delivery)));
  }

  private Future<Webhooks.Made> create(TeamId team, URI url, int known) {
    if (known >= Webhooks.PER_TEAM_MAX) {
      throw bad("url", "The team has " + Webhooks.PER_TEAM_MAX + " webhooks, which is the most.");
    }
    return webhooks.create(team, url);
  }

  private Future<Void> change(RoutingContext context, Function<Webhook, Future<Webhook>> change) {
    return own(context)
        .compose(change)
        .compose(webhook -> JsonReply.ok(context, WebhookJson.webhook(webhook)));
  }

  private Future<Webhook> own(RoutingContext context) {
    TeamId team = CallRequests.team(context).id();
    return webhooks
        .find(context.pathParam("id"))
        .map(
            found ->
                found
                    .filter(webhook -> webhook.team().equals(team))
                    .orElseThrow(() -> none("webhook of this team")));
  }

  private static SpendId job(String id) {
    if (!SpendId.isOne(id)) {
      throw none("job");
    }
    return new SpendId(id);
  }

  private static String text(byte[] body, String field) {
    try {
      JsonNode value = JsonMapper.shared().readTree(body).get(field);
      if (value != null && value.isString()) {
        return value.asString();
      }
    } catch (JacksonException e) {
      throw new ProblemException(Problem.of(ProblemCode.INVALID_JSON, "The body is not JSON."));
    }
    throw bad(field, "The field " + field + " must be there, a string in quotes.");
  }

  private static URI url(String text) {
    try {
      return WebhookJson.url(text);
    } catch (IllegalArgumentException e) {
      throw bad("url", "The field url is wrong: " + e.getMessage() + ".");
    }
  }

  private static URI allowed(URI url, @Nullable String objection) {
    if (objection != null) {
      throw bad("url", "The field url is wrong: " + objection + ".");
    }
    return url;
  }

  private static ProblemException none(String what) {
    return new ProblemException(
        Problem.of(ProblemCode.NOT_FOUND, "There is no such " + what + "."));
  }

  private static ProblemException bad(String field, String detail) {
    return new ProblemException(
        Problem.of(ProblemCode.INVALID_BODY, detail)
            .help("Send for example {\"url\":\"https://example.com/stipend\"}.")
            .param(field));
  }
}
