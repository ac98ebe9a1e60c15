package dev.stipend.redis;

import dev.stipend.ledger.BooksUnavailableException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * Waits until what was written on a connection will outlive the master.
 *
 * <p>WAIT and WAITAOF speak of what their own connection wrote. A script that finds its step made
 * already, by an attempt whose answer was lost with another connection, writes nothing; so a mark
 * is written first, which every replica gets after whatever the master had before.
 */
final class Witness {

  /** Half of what a command may take: a replica that needs longer is as good as none. */
  private static final String PATIENCE_MILLIS = "1000";

  private static final int REPLICAS_AT = 2;

  private final Durability durability;

  Witness(Durability durability) {
    this.durability = durability;
  }

  /** Fails when it is in doubt; what was written before stays written. */
  Future<Void> await(RedisConnection connection) {
    return switch (durability) {
      case MASTER -> Future.succeededFuture();
      case REPLICA -> replica(connection);
      case REPLICA_IF_ANY ->
          hasReplica(connection)
              .compose(has -> has ? replica(connection) : Future.succeededFuture());
      case DISK -> disk(connection);
    };
  }

  /** In doubt there is one: then it must answer. */
  private static Future<Boolean> hasReplica(RedisConnection connection) {
    return connection
        .send(Request.cmd(Command.ROLE))
        .map(
            role ->
                role.type() != ResponseType.MULTI
                    || role.size() <= REPLICAS_AT
                    || role.get(REPLICAS_AT).size() > 0);
  }

  private static Future<Void> replica(RedisConnection connection) {
    return marked(connection, Request.cmd(Command.WAIT).arg("1").arg(PATIENCE_MILLIS))
        .compose(
            replicas ->
                replicas.toInteger() >= 1
                    ? Future.succeededFuture()
                    : unsafe("no replica confirmed it in time"));
  }

  private static Future<Void> disk(RedisConnection connection) {
    Request wait = Request.cmd(Command.create("WAITAOF")).arg("1").arg("0").arg(PATIENCE_MILLIS);
    return marked(connection, wait)
        .compose(
            copies ->
                copies.get(0).toInteger() >= 1
                    ? Future.succeededFuture()
                    : unsafe("the disk did not confirm it in time"));
  }

  private static Future<Response> marked(RedisConnection connection, Request wait) {
    Future<Response> mark = connection.send(Request.cmd(Command.SET).arg(RedisKeys.MARK).arg("1"));
    Future<Response> waited = connection.send(wait);
    return mark.compose(marked -> waited);
  }

  private static Future<Void> unsafe(String why) {
    return Future.failedFuture(
        new BooksUnavailableException(new IllegalStateException("written, but " + why)));
  }
}
