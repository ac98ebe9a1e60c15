package dev.stipend;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again, each time only after the time before has ended. */
final class Heartbeat {

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final Vertx vertx;
  private final String name;
  private final Duration interval;
  private final Supplier<Future<?>> beat;
  private volatile boolean stopped;
  private volatile String told = "";
  private volatile Future<?> current = Future.succeededFuture();

  Heartbeat(Vertx vertx, String name, Duration interval, Supplier<Future<?>> beat) {
    this.vertx = vertx;
    this.name = name;
    this.interval = interval;
    this.beat = beat;
  }

  Heartbeat start() {
    next();
    return this;
  }

  /** Begins nothing new, and answers when what was begun has ended. */
  Future<Void> stop() {
    stopped = true;
    return current.transform(ended -> Future.succeededFuture());
  }

  private void next() {
    vertx.setTimer(
        interval.toMillis(),
        timer -> {
          if (!stopped) {
            current = Future.future(promise -> once().onComplete(ended -> promise.complete()));
            current.onComplete(ended -> next());
          }
        });
  }

  private Future<?> once() {
    try {
      return beat.get().onSuccess(done -> told = "").onFailure(this::tell);
    } catch (RuntimeException e) {
      tell(e);
      return Future.succeededFuture();
    }
  }

  /** The same failure again is not told again: beats are many. */
  private void tell(Throwable failure) {
    if (failure.toString().equals(told)) {
      return;
    }
    told = failure.toString();
    LOG.atWarn()
        .addKeyValue("task", name)
        .addKeyValue("reason", failure.toString())
        .log("a recurring task failed, it will be tried again");
  }
}
