package dev.stipend;

import dev.stipend.config.Config;
import dev.stipend.config.RedisSettings;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.redis.RedisClients;
import dev.stipend.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Works on the books of the configured Redis, whether a gateway runs on them or not. */
final class BooksAtHand {

  private static final Duration COMMAND_MAX = Duration.ofSeconds(30);
  private static final long HOURS_MAX = 24;

  private BooksAtHand() {}

  /** Does it, and waits until it is done: not to be called on an event loop. */
  static <T> T use(Config config, Work<T> work) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      return use(config, vertx, work);
    } finally {
      vertx.close().await(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** On event loops that the work needs, too: those of two Vert.x cannot call each other. */
  static <T> T use(Config config, Vertx vertx, Work<T> work) throws Exception {
    return switch (config.redis()) {
      case RedisSettings.External external ->
          use(config, work, new RedisLink(RedisClients.external(vertx, external), COMMAND_MAX));
      case RedisSettings.Embedded() -> embedded(vertx, config, work);
    };
  }

  /** That of a running gateway, or else one started for this. */
  private static <T> T embedded(Vertx vertx, Config config, Work<T> work) throws Exception {
    Path folder = config.local().data().resolve("redis");
    Optional<String> running = EmbeddedRedis.running(folder);
    if (running.isPresent()) {
      return use(config, work, new RedisLink(RedisClients.of(vertx, running.get()), COMMAND_MAX));
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      return use(config, work, new RedisLink(RedisClients.of(vertx, redis.url()), COMMAND_MAX));
    }
  }

  /**
   * Empty books agree with themselves, and so do a stranger's: they must be those that are meant.
   */
  private static <T> T use(Config config, Work<T> work, RedisLink redis) throws Exception {
    try {
      new BooksMemory(config, new SecureRandom())
          .hold(redis)
          .await(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS);
      return work.on(redis);
    } finally {
      redis.close().await(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** How long it takes grows with the ledger. */
  static <T> T await(Future<T> end) throws TimeoutException {
    return end.await(HOURS_MAX, TimeUnit.HOURS);
  }

  interface Work<T> {
    T on(RedisLink redis) throws Exception;
  }
}
