package dev.stipend.admin;

import dev.stipend.ledger.BooksLostException;
import dev.stipend.web.JsonReply;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** {@code /livez}: this process runs. {@code /readyz}: it can buy. */
public final class Health {

  private static final int UNAVAILABLE = 503;

  private final Supplier<Future<Void>> redis;
  private final AtomicBoolean ready = new AtomicBoolean();

  /**
   * Asks only what readiness needs.
   *
   * @param redis asks whether Redis answers now, with the books that are meant
   */
  public Health(Supplier<Future<Void>> redis) {
    this.redis = redis;
  }

  /** From now on, unless Redis is away. */
  public void ready() {
    ready.set(true);
  }

  /** Nothing new is taken on any more. */
  public void draining() {
    ready.set(false);
  }

  Future<Void> live(RoutingContext context) {
    return JsonReply.ok(context, Map.of("status", "alive"));
  }

  Future<Void> readiness(RoutingContext context) {
    return redis
        .get()
        .transform(
            (answered, failure) -> {
              boolean able = failure == null && ready.get();
              boolean up = failure == null || failure instanceof BooksLostException;
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("status", able ? "ready" : "not ready");
              json.put("redis", up ? "up" : "down");
              json.put("serving", ready.get());
              if (failure instanceof BooksLostException lost) {
                json.put("problem", lost.getMessage());
              }
              return JsonReply.send(context, able ? 200 : UNAVAILABLE, json);
            });
  }
}
