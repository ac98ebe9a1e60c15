package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waiting because a fault says so. */
final class Pause {

  private static final long MILLIS = 1_000;

  private Pause() {}

  /** As long as the fault's parameter {@code millis} says; not at all when it is not armed. */
  static Future<Void> of(Vertx vertx, Optional<Armed> fault) {
    return fault
        .map(armed -> of(vertx, armed.number("millis", MILLIS)))
        .orElseGet(Future::succeededFuture);
  }

  static Future<Void> of(Vertx vertx, long millis) {
    return vertx.timer(Math.max(1, millis), TimeUnit.MILLISECONDS).mapEmpty();
  }
}
