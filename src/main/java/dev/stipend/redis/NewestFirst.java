package dev.stipend.redis;

import dev.stipend.ledger.Page;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages through a sorted set of ids by time, newest first. */
final class NewestFirst {

  private NewestFirst() {}

  /**
   * Reads one page.
   *
   * @param after the last id of the page before; ids that came since then shift nothing
   */
  static Future<Page<String>> page(
      RedisLink redis, String index, int count, @Nullable String after) {
    return start(redis, index, after)
        .compose(
            start ->
                redis.send(
                    Command.ZRANGE,
                    index,
                    Long.toString(start),
                    // One more than asked for tells whether there is a next page.
                    Long.toString(start + count),
                    "REV"))
        .map(ids -> page(ids.stream().map(Response::toString).toList(), count));
  }

  private static Page<String> page(List<String> ids, int count) {
    return ids.size() > count
        ? new Page<>(ids.subList(0, count), ids.get(count - 1))
        : new Page<>(ids, null);
  }

  private static Future<Long> start(RedisLink redis, String index, @Nullable String after) {
    return after == null
        ? Future.succeededFuture(0L)
        : redis
            .send(Command.ZREVRANK, index, after)
            .map(rank -> rank == null ? 0L : rank.toLong() + 1);
  }
}
