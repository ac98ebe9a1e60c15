package dev.stipend.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Headers that make an answer harmless in a browser; a route may replace them with its own. */
public final class SecurityHeaders implements Handler<RoutingContext> {

  @Override
  public void handle(RoutingContext context) {
    context
        .response()
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        // A drawing may carry scripts; opened by itself it must not run them here.
        .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
        .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
    context.next();
  }
}
