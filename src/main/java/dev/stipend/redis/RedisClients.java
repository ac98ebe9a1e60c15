package dev.stipend.redis;

import dev.stipend.config.RedisSettings;
import io.vertx.core.Vertx;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisReplicas;

/** Makes the client for whichever way Redis is run. */
public final class RedisClients {

  /** Far above the number of event loops: each holds one connection for good. */
  private static final int CONNECTIONS_MAX = 256;

  /** Commands on their way in one connection; beyond it a command is refused, not queued. */
  private static final int PIPELINED_MAX = 32_768;

  private RedisClients() {}

  public static Redis of(Vertx vertx, String url) {
    return Redis.createClient(vertx, options().setConnectionString(url));
  }

  public static Redis external(Vertx vertx, RedisSettings.External settings) {
    RedisOptions options = options();
    settings.urls().forEach(url -> options.addConnectionString(url.toString()));
    settings.password().ifPresent(password -> options.setPassword(password.reveal()));
    switch (settings.mode()) {
      case STANDALONE -> options.setType(RedisClientType.STANDALONE);
      case SENTINEL ->
          options
              .setType(RedisClientType.SENTINEL)
              .setMasterName(settings.master())
              .setAutoFailover(true);
      case CLUSTER ->
          // A replica may lag, and money is never read from one.
          options.setType(RedisClientType.CLUSTER).setUseReplicas(RedisReplicas.NEVER);
    }
    return Redis.createClient(vertx, options);
  }

  private static RedisOptions options() {
    return new RedisOptions()
        .setPreferredProtocolVersion(ProtocolVersion.RESP2)
        .setMaxPoolSize(CONNECTIONS_MAX)
        .setMaxPoolWaiting(CONNECTIONS_MAX)
        .setMaxWaitingHandlers(PIPELINED_MAX);
  }
}
