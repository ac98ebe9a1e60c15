package dev.stipend.sandbox;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which request goes to which route. */
final class SellerRoutes {

  /** The kind of the routes that arm and clear faults. */
  static final String CONTROL = "sandbox";

  private static final Logger LOG = LoggerFactory.getLogger(SellerRoutes.class);
  private static final long BODY_BYTES_MAX = 32L * 1024 * 1024;

  private final Router router;
  private final Replies replies;

  SellerRoutes(Vertx vertx, Replies replies) {
    this.router = Router.router(vertx);
    this.replies = replies;
    router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
  }

  Router router() {
    return router;
  }

  /** A route whose variable part, if it has one, is called {@code name} in the path. */
  void add(HttpMethod method, String path, String kind, Route route) {
    router.route(method, path).handler(context -> handle(context, kind, route));
  }

  /** A paid route tells an asking request from a paying one. */
  void addPaid(String path, Route route) {
    router
        .post(path)
        .handler(
            context -> {
              MultiMap headers = context.request().headers();
              boolean pays = PaidRoute.PAYMENT_HEADERS.stream().anyMatch(headers::contains);
              handle(context, pays ? "payment" : "quote", route);
            });
  }

  private void handle(RoutingContext context, String kind, Route route) {
    // The switchboard is never out of order: how else would a fault be taken back?
    Optional<Answer> overload = kind.equals(CONTROL) ? Optional.empty() : replies.overload(kind);
    overload
        .map(Future::succeededFuture)
        .orElseGet(() -> answer(context, route))
        .compose(answer -> replies.send(context.request(), answer, kind))
        .onFailure(cause -> LOG.debug("answer not sent on {}", kind, cause));
  }

  /** Whatever no route takes. */
  void otherwise(String origin) {
    router
        .route()
        .handler(
            context ->
                replies
                    .send(
                        context.request(),
                        Discovery.routeNotFound(origin, context.request().uri()),
                        "unknown")
                    .onFailure(cause -> LOG.debug("answer not sent", cause)));
  }

  private static Future<Answer> answer(RoutingContext context, Route route) {
    Buffer body = Optional.ofNullable(context.body().buffer()).orElseGet(Buffer::buffer);
    String parameter = Optional.ofNullable(context.pathParam("name")).orElse("");
    Route.Call call = new Route.Call(context.request(), parameter, body);
    return Future.succeededFuture()
        .compose(start -> route.answer(call))
        .recover(
            cause -> {
              LOG.debug("route failed", cause);
              return Future.succeededFuture(Answer.crash());
            });
  }
}
