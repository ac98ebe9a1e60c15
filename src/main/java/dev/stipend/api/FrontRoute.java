package dev.stipend.api;

import dev.stipend.web.JsonReply;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /}: what this is, and where to go, for who comes with a browser first. */
final class FrontRoute {

  Future<Void> answer(RoutingContext context) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", "Stipend");
    json.put("buy", "POST /api/generate/{model}/{operation}");
    json.put("models", "/api/models");
    json.put("budget", "/api/budget");
    json.put("jobs", "/api/jobs");
    json.put("errors", "/docs/errors");
    json.put("help", "Send the header Authorization: Bearer <API key>; ops makes API keys.");
    return JsonReply.ok(context, json);
  }
}
