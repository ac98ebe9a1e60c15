package dev.stipend.redis;

import dev.stipend.config.RedisDurability;
import dev.stipend.config.RedisMode;
import dev.stipend.config.RedisSettings;
import io.vertx.core.Vertx;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisReplicas;
import java.net.URI;
import java.util.List;

/** Makes the clients for whichever way Redis is run. */
public final class RedisClients {

  /** Far above the number of event loops: each holds a few connections for good. */
  private static final int CONNECTIONS_MAX = 256;

  /** Commands on their way in one connection; beyond it a command is refused, not queued. */
  private static final int PIPELINED_MAX = 32_768;

  /** A host that is gone does not refuse; the next one must be asked within a command's time. */
  private static final int CONNECT_MILLIS_MAX = 1000;

  /** Whoever looks for the master after a failover must not be told who was it before. */
  private static final int TOPOLOGY_MILLIS = 250;

  /** A connection that was given back is never handed out again: it may be of the old master. */
  private static final int REUSE_MILLIS = 1;

  private RedisClients() {}

  public static Redis of(Vertx vertx, String url) {
    return Redis.createClient(vertx, options().setConnectionString(url));
  }

  /** For a Redis that somebody else runs. */
  public static RedisRoutes external(Vertx vertx, RedisSettings.External settings) {
    List<String> urls = settings.urls().stream().map(URI::toString).toList();
    RedisOptions options = options(settings);
    urls.forEach(options::addConnectionString);
    Durability durability = durability(settings.mode(), settings.durability());
    return switch (settings.mode()) {
      case STANDALONE ->
          RedisRoutes.of(
              Redis.createClient(vertx, options.setType(RedisClientType.STANDALONE)), durability);
      case SENTINEL ->
          // The client's own failover would change the server under a connection, and with it what
          // WAIT speaks of. Instead the sentinels are asked again for each new connection.
          RedisRoutes.of(
              Redis.createClient(
                  vertx,
                  options
                      .setType(RedisClientType.SENTINEL)
                      .setMasterName(settings.master())
                      .setAutoFailover(false)),
              durability);
      case CLUSTER ->
          // A replica may lag, and money is never read from one.
          RedisRoutes.cluster(
              Redis.createClient(
                  vertx,
                  options.setType(RedisClientType.CLUSTER).setUseReplicas(RedisReplicas.NEVER)),
              new BooksNode(
                  urls,
                  url -> Redis.createClient(vertx, options(settings).setConnectionString(url))),
              durability);
    };
  }

  /** Sentinels exist for replicas: one without any was cut off from them. */
  private static Durability durability(RedisMode mode, RedisDurability wanted) {
    return switch (wanted) {
      case OFF -> Durability.MASTER;
      case REPLICA -> Durability.REPLICA;
      case DISK -> Durability.DISK;
      case AUTO -> mode == RedisMode.SENTINEL ? Durability.REPLICA : Durability.REPLICA_IF_ANY;
    };
  }

  private static RedisOptions options(RedisSettings.External settings) {
    RedisOptions options = options();
    settings.password().ifPresent(password -> options.setPassword(password.reveal()));
    return options;
  }

  private static RedisOptions options() {
    RedisOptions options =
        new RedisOptions()
            .setPreferredProtocolVersion(ProtocolVersion.RESP2)
            .setMaxPoolSize(CONNECTIONS_MAX)
            .setMaxPoolWaiting(CONNECTIONS_MAX)
            .setMaxWaitingHandlers(PIPELINED_MAX)
            .setPoolRecycleTimeout(REUSE_MILLIS)
            .setTopologyCacheTTL(TOPOLOGY_MILLIS);
    options.getNetClientOptions().setConnectTimeout(CONNECT_MILLIS_MAX);
    return options;
  }
}
