package dev.stipend;

import dev.stipend.config.Config;
import dev.stipend.config.RedisSettings;
import dev.stipend.ledger.AuditReport;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.redis.RedisAudit;
import dev.stipend.redis.RedisClients;
import dev.stipend.redis.RedisLink;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Audits the books of the configured Redis, whether a gateway runs on them or not. */
final class Audit {

  private static final Duration COMMAND_MAX = Duration.ofSeconds(30);
  private static final long HOURS_MAX = 24;

  private Audit() {}

  static AuditReport of(Config config) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      return switch (config.redis()) {
        case RedisSettings.External external ->
            audit(config, new RedisLink(RedisClients.external(vertx, external), COMMAND_MAX));
        case RedisSettings.Embedded() -> embedded(vertx, config);
      };
    } finally {
      vertx.close().await(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** That of a running gateway, or else one started for this. */
  private static AuditReport embedded(Vertx vertx, Config config) throws Exception {
    Path folder = config.local().data().resolve("redis");
    Optional<String> running = EmbeddedRedis.running(folder);
    if (running.isPresent()) {
      return audit(config, new RedisLink(RedisClients.of(vertx, running.get()), COMMAND_MAX));
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      return audit(config, new RedisLink(RedisClients.of(vertx, redis.url()), COMMAND_MAX));
    }
  }

  /** Empty books agree with themselves: they must be those that were used. */
  private static AuditReport audit(Config config, RedisLink redis) throws Exception {
    try {
      new BooksMemory(config, new SecureRandom())
          .holdIfKnown(redis)
          .await(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS);
      return new RedisAudit(redis, InstantSource.system()).run().await(HOURS_MAX, TimeUnit.HOURS);
    } finally {
      redis.close().await(COMMAND_MAX.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
