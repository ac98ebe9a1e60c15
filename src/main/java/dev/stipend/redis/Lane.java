package dev.stipend.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.impl.PooledRedisConnection;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipelined connection for each event loop, all to one place.
 *
 * <p>A pool hands out a connection per command and refuses commands when its queue is full; a
 * connection per event loop queues nothing but the wire itself. A connection that breaks, is silent
 * or leads to a server that is not the master any more is forgotten, and made anew by the next
 * command, unless that failed only just now: then the command fails at once.
 */
final class Lane {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** How the client fails what was on its way in a connection that ended. */
  private static final String BROKEN = "CONNECTION_CLOSED";

  /** Errors by which a server says that somebody else has become the master. */
  private static final List<String> ELSEWHERE = List.of("READONLY", "MOVED");

  private final Connector connector;
  private final Reconnection reconnection;
  private final Map<Thread, Slot> slots = new ConcurrentHashMap<>();
  private final Thread others = Thread.currentThread();

  Lane(Connector connector) {
    this(connector, new Reconnection(System::nanoTime, new Random()));
  }

  Lane(Connector connector, Reconnection reconnection) {
    this.connector = connector;
    this.reconnection = reconnection;
  }

  /** Whether the server itself objected; the client tells a broken connection in the same type. */
  static boolean isObjection(Throwable failure) {
    return failure instanceof ErrorType && !BROKEN.equals(failure.getMessage());
  }

  /** Whether the server refused because it is not the master: then nothing was done. */
  static boolean isElsewhere(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    return failure instanceof ErrorType && ELSEWHERE.stream().anyMatch(text::startsWith);
  }

  /**
   * Does one exchange on the connection of this event loop, whole on that one connection.
   *
   * @param deadline by {@link System#nanoTime}; what is not answered by then fails
   */
  <T> Future<T> use(long deadline, Function<RedisConnection, Future<T>> exchange) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      return Future.failedFuture(new TimeoutException("no time left to ask Redis"));
    }
    Slot slot = slot();
    if (slot == null) {
      return Future.failedFuture("Redis is away, it was looked for a moment ago");
    }
    return slot.connection()
        .compose(
            connection ->
                System.nanoTime() < deadline
                    ? exchange.apply(connection)
                    : Future.failedFuture("connected too late"))
        .timeout(left, TimeUnit.MILLISECONDS)
        .onFailure(failure -> learn(slot, failure));
  }

  Future<Void> close() {
    List<Future<Void>> closing =
        slots.values().stream()
            .map(Slot::connection)
            .filter(Future::succeeded)
            .map(connection -> connection.result().close())
            .toList();
    slots.clear();
    return Future.join(closing)
        .<Void>mapEmpty()
        .otherwiseEmpty()
        .onComplete(done -> connector.close());
  }

  /** Null when it is too early to connect again. */
  private @Nullable Slot slot() {
    Thread owner = Context.isOnEventLoopThread() ? Thread.currentThread() : others;
    Slot known = slots.get(owner);
    return known != null && !known.connection().failed()
        ? known
        : slots.compute(
            owner,
            (thread, current) ->
                current != null && !current.connection().failed()
                    ? current
                    : reconnection.mayTry() ? open(thread) : null);
  }

  private Slot open(Thread owner) {
    Promise<RedisConnection> connected = Promise.promise();
    Slot slot = new Slot(owner, connected.future());
    int failures = reconnection.failures();
    connector
        .connect()
        .onSuccess(
            connection -> {
              connection.exceptionHandler(
                  failure -> {
                    LOG.atWarn().addKeyValue("reason", failure.toString()).log("redis is away");
                    forget(slot);
                  });
              connection.endHandler(ended -> forget(slot));
              reconnection.worked();
              connected.complete(connection);
            })
        .onFailure(
            failure -> {
              reconnection.failed(failures);
              connected.fail(failure);
            });
    return slot;
  }

  private void learn(Slot slot, Throwable failure) {
    if (failure instanceof TimeoutException) {
      abandon(slot);
    } else if (isElsewhere(failure)) {
      // What else is on its way in it is still answered: given back, it is closed later.
      if (forget(slot)) {
        LOG.atWarn().log("this Redis is not the master any more, it will be looked for");
        slot.connection().onSuccess(RedisConnection::close);
      }
    } else if (!isObjection(failure)) {
      // In a cluster, a connection to one dead node does not end the whole by itself.
      forget(slot);
    }
  }

  /** A connection that is silent may be dead without knowing it: the next command gets another. */
  private void abandon(Slot slot) {
    if (forget(slot)) {
      LOG.atWarn().log("redis did not answer in time, the connection is given up");
      slot.connection().onSuccess(Lane::end);
    }
  }

  /** Closing a pooled connection hands it to the next one who connects, silent as it is. */
  static void end(RedisConnection connection) {
    if (connection instanceof PooledRedisConnection pooled) {
      pooled.actual().forceClose();
    } else {
      connection.close();
    }
  }

  private boolean forget(Slot slot) {
    return slots.remove(slot.owner(), slot);
  }

  private record Slot(Thread owner, Future<RedisConnection> connection) {}
}
