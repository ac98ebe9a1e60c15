package dev.stipend.redis;

import dev.stipend.job.JobNews;
import dev.stipend.ledger.SpendId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of every change of a job at any gateway, and passes it on to those who wait here. What is
 * told while there is no connection is lost, so that after each new subscription all that is waited
 * for is looked up.
 */
public final class RedisJobChannel {

  private static final Logger LOG = LoggerFactory.getLogger(RedisJobChannel.class);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(3);

  /** So many beats with nothing heard, and the connection is asked whether it still lives. */
  private static final int SILENT_BEATS_MAX = 10;

  private final RedisLink redis;
  private final JobNews news;
  private final AtomicReference<@Nullable RedisConnection> current = new AtomicReference<>();
  private final AtomicInteger silentBeats = new AtomicInteger();

  public RedisJobChannel(RedisLink redis, JobNews news) {
    this.redis = redis;
    this.news = news;
  }

  /** To be called again and again: subscribes where that is needed. */
  public Future<Void> keep() {
    RedisConnection connection = current.get();
    if (connection == null) {
      return subscribe();
    }
    return silentBeats.incrementAndGet() < SILENT_BEATS_MAX
        ? Future.succeededFuture()
        : probe(connection);
  }

  public Future<Void> close() {
    RedisConnection connection = current.getAndSet(null);
    if (connection != null) {
      Lane.end(connection);
    }
    return Future.succeededFuture();
  }

  private Future<Void> subscribe() {
    Future<RedisConnection> connecting = redis.listen();
    return connecting
        .timeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
        // One that comes too late is nobody's.
        .onFailure(_ -> connecting.onSuccess(Lane::end))
        .compose(
            connection -> {
              connection.handler(this::hear);
              connection.exceptionHandler(failure -> forget(connection));
              connection.endHandler(ended -> forget(connection));
              return ask(connection, Request.cmd(Command.SUBSCRIBE).arg(RedisKeys.JOB_CHANNEL))
                  .map(
                      subscribed -> {
                        silentBeats.set(0);
                        current.set(connection);
                        news.lookAtAll();
                        return (Void) null;
                      });
            });
  }

  private Future<Void> probe(RedisConnection connection) {
    return ask(connection, Request.cmd(Command.PING))
        .map(
            answer -> {
              // A message that came first takes the place of the answer to the question.
              hear(answer);
              return (Void) null;
            });
  }

  private Future<Response> ask(RedisConnection connection, Request request) {
    return connection
        .send(request)
        .timeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            failure -> {
              forget(connection);
              Lane.end(connection);
            });
  }

  private void forget(RedisConnection connection) {
    if (current.compareAndSet(connection, null)) {
      LOG.atWarn().log("news of jobs are not heard for a moment, they will be looked up");
    }
  }

  private void hear(@Nullable Response message) {
    silentBeats.set(0);
    if (message == null
        || message.type() != ResponseType.MULTI
        || message.size() != 3
        || !message.get(0).toString().equals("message")) {
      return;
    }
    String[] words = message.get(2).toString().split(" ", 3);
    if (words.length == 3 && SpendId.isOne(words[0]) && words[1].matches("[0-9]{1,18}")) {
      news.changed(new SpendId(words[0]), Long.parseLong(words[1]));
    }
  }
}
