package dev.stipend.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;

/**
 * Whose money the books are about. Play money must never pass for real money: books that were begun
 * with the sandbox are refused to a real seller, and the other way round.
 */
public final class BooksIdentity {

  private BooksIdentity() {}

  /**
   * Writes the identity into books that have none yet.
   *
   * @param identity {@code sandbox}, or the network that is paid on
   */
  public static Future<Void> claim(RedisLink redis, String identity) {
    return redis
        .send(Command.SET, RedisKeys.IDENTITY, identity, "NX")
        .compose(claimed -> redis.send(Command.GET, RedisKeys.IDENTITY))
        .compose(
            known ->
                known != null && known.toString().equals(identity)
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new IllegalStateException(
                            "the books in this Redis are of "
                                + known
                                + ", but the configuration is for "
                                + identity
                                + ": use another Redis or another data folder")));
  }
}
