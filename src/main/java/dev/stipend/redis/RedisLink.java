package dev.stipend.redis;

import dev.stipend.ledger.BooksUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipelined connection to Redis for each event loop.
 *
 * <p>A pool hands out a connection per command and refuses commands when its queue is full; a
 * connection per event loop queues nothing but the wire itself. A connection that breaks is
 * forgotten and made anew by the next command. What was on its way then fails, and its effect is
 * not known.
 */
public final class RedisLink {

  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

  /** Errors by which Redis says that it cannot serve at the moment. */
  private static final List<String> AWAY =
      List.of("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "OOM");

  private final Redis redis;
  private final Duration timeout;
  private final Map<Thread, Slot> slots = new ConcurrentHashMap<>();
  private final Thread others = Thread.currentThread();

  /**
   * Speaks through one client.
   *
   * @param timeout after which a command counts as unanswered
   */
  public RedisLink(Redis redis, Duration timeout) {
    this.redis = redis;
    this.timeout = timeout;
  }

  /** Fails when there is no answer in time; what was sent then may still have its effect. */
  public Future<Response> send(Request request) {
    Slot slot = slot();
    long deadline = System.nanoTime() + timeout.toNanos();
    return slot.connection()
        .compose(
            connection ->
                System.nanoTime() < deadline
                    ? connection.send(request)
                    : Future.failedFuture("connected too late"))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            failure -> {
              if (failure instanceof TimeoutException) {
                abandon(slot);
              }
            })
        .recover(failure -> Future.failedFuture(named(failure)));
  }

  /** Tells a Redis that is away, or not able to serve now, from one that objects to a command. */
  private static Throwable named(Throwable failure) {
    boolean objects =
        failure instanceof ErrorType
            && AWAY.stream().noneMatch(String.valueOf(failure.getMessage())::startsWith);
    return objects ? failure : new BooksUnavailableException(failure);
  }

  Future<Response> send(Command command, String... arguments) {
    Request request = Request.cmd(command);
    for (String argument : arguments) {
      request.arg(argument);
    }
    return send(request);
  }

  Future<Response> run(Script script, String key, String... arguments) {
    return send(call(Command.EVALSHA, script.sha(), key, arguments))
        .recover(
            failure ->
                isUnknownScript(failure)
                    ? send(call(Command.EVAL, script.source(), key, arguments))
                    : Future.failedFuture(failure));
  }

  /** Whether Redis answers now. */
  public Future<Void> ping() {
    return send(Command.PING).mapEmpty();
  }

  public Future<Void> close() {
    List<Future<Void>> closing =
        slots.values().stream()
            .map(Slot::connection)
            .filter(Future::succeeded)
            .map(connection -> connection.result().close())
            .toList();
    slots.clear();
    return Future.join(closing).<Void>mapEmpty().otherwiseEmpty().onComplete(done -> redis.close());
  }

  private Slot slot() {
    Thread owner = Context.isOnEventLoopThread() ? Thread.currentThread() : others;
    Slot known = slots.get(owner);
    return known != null && !known.connection().failed()
        ? known
        : slots.compute(
            owner,
            (thread, current) ->
                current != null && !current.connection().failed() ? current : open(thread));
  }

  private Slot open(Thread owner) {
    Promise<RedisConnection> connected = Promise.promise();
    Slot slot = new Slot(owner, connected.future());
    redis
        .connect()
        .onSuccess(
            connection -> {
              connection.exceptionHandler(
                  failure -> {
                    LOG.atWarn().addKeyValue("reason", failure.toString()).log("redis is away");
                    forget(slot);
                  });
              connection.endHandler(ended -> forget(slot));
              connected.complete(connection);
            })
        .onFailure(connected::fail);
    return slot;
  }

  /** A connection that is silent may be dead without knowing it: the next command gets another. */
  private void abandon(Slot slot) {
    if (forget(slot)) {
      LOG.atWarn().log("redis did not answer in time, the connection is given up");
      slot.connection().onSuccess(RedisConnection::close);
    }
  }

  private boolean forget(Slot slot) {
    return slots.remove(slot.owner(), slot);
  }

  private static Request call(Command command, String script, String key, String... arguments) {
    Request request = Request.cmd(command).arg(script).arg("1").arg(key);
    for (String argument : arguments) {
      request.arg(argument);
    }
    return request;
  }

  private static boolean isUnknownScript(Throwable failure) {
    String text = failure.getMessage();
    return text != null && text.startsWith("NOSCRIPT");
  }

  private record Slot(Thread owner, Future<RedisConnection> connection) {}
}
