package dev.stipend.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * Where commands go, and how durable an authorization must be before it leaves.
 *
 * @param general for everything on one key
 * @param books for the scripts of the books: a plain connection to the one master that has them;
 *     the same as general, unless Redis is a cluster
 */
public record RedisRoutes(Connector general, Connector books, Durability durability) {

  static RedisRoutes of(Redis redis) {
    return of(redis, Durability.MASTER);
  }

  static RedisRoutes of(Redis redis, Durability durability) {
    Connector master = new Master(redis);
    return new RedisRoutes(master, master, durability);
  }

  static RedisRoutes cluster(Redis redis, BooksNode node, Durability durability) {
    return new RedisRoutes(new Whole(redis), node, durability);
  }

  @Override
  public String toString() {
    return "RedisRoutes[durability=" + durability + "]";
  }

  /** A cluster: the client itself finds the node of each key. */
  private record Whole(Redis redis) implements Connector {

    @Override
    public Future<RedisConnection> connect() {
      return redis.connect();
    }

    @Override
    public Future<Void> close() {
      return redis.close();
    }
  }

  /**
   * A single server. What the sentinels say may be old news, so that it is asked whether it is a
   * master; whoever may not be asked is believed.
   */
  private record Master(Redis redis) implements Connector {

    @Override
    public Future<RedisConnection> connect() {
      return redis
          .connect()
          .compose(
              connection ->
                  connection
                      .send(Request.cmd(Command.ROLE))
                      .map(Master::isReplica)
                      .recover(
                          failure ->
                              Lane.isObjection(failure)
                                  ? Future.succeededFuture(false)
                                  : Future.failedFuture(failure))
                      .compose(
                          replica ->
                              replica
                                  ? connection
                                      .close()
                                      .compose(closed -> Future.failedFuture("not the master"))
                                  : Future.succeededFuture(connection)));
    }

    @Override
    public Future<Void> close() {
      return redis.close();
    }

    private static boolean isReplica(Response role) {
      return role.type() == ResponseType.MULTI && String.valueOf(role.get(0)).equals("slave");
    }
  }
}
