package dev.stipend.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;

/** Opens connections to where one kind of command must go. */
interface Connector {

  Future<RedisConnection> connect();

  /** Ends what connecting needed, and every connection with it. */
  Future<Void> close();
}
