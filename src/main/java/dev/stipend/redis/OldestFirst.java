package dev.stipend.redis;

import dev.stipend.ledger.Page;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages through a stream, oldest first. */
final class OldestFirst {

  private OldestFirst() {}

  /**
   * Reads one page.
   *
   * @param after the last id of the page before
   */
  static <T> Future<Page<T>> page(
      RedisLink redis,
      String stream,
      int count,
      @Nullable String after,
      Function<Response, T> read) {
    return redis
        .send(
            Command.XRANGE,
            stream,
            after == null ? "-" : "(" + after,
            "+",
            "COUNT",
            // One more than asked for tells whether there is a next page.
            Integer.toString(count + 1))
        .map(
            entries -> {
              List<Response> all = entries.stream().toList();
              boolean more = all.size() > count;
              List<Response> shown = more ? all.subList(0, count) : all;
              return new Page<>(
                  shown.stream().map(read).toList(),
                  more ? shown.getLast().get(0).toString() : null);
            });
  }
}
