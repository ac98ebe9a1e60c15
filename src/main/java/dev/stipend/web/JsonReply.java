package dev.stipend.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Answers with JSON. */
public final class JsonReply {

  private static final JsonMapper JSON = JsonMapper.shared();

  private JsonReply() {}

  public static Future<Void> ok(RoutingContext context, Map<String, ?> body) {
    return send(context, 200, body);
  }

  public static Future<Void> send(RoutingContext context, int status, Map<String, ?> body) {
    return context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(JSON.writeValueAsString(body));
  }
}
