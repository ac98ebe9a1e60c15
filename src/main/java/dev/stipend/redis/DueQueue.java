package dev.stipend.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;

/**
 * A queue of ids by the time at which they are due, shared by all gateways. Who claims an id has it
 * for the length of a lease; who dies with it loses it to the next one after that.
 */
final class DueQueue {

  private static final Script CLAIM = Script.of("claim_due");
  private static final Script POSTPONE = Script.of("postpone");

  private final RedisLink redis;
  private final String key;

  DueQueue(RedisLink redis, String key) {
    this.redis = redis;
    this.key = key;
  }

  Future<List<String>> claim(int countMax, Duration lease) {
    return redis
        .run(CLAIM, key, Integer.toString(countMax), Long.toString(lease.toMillis()))
        .map(ids -> ids.stream().map(Response::toString).toList());
  }

  /** Sets when an id that is in the queue is due; one that has left it stays out. */
  Future<Void> postpone(String id, Duration after) {
    return redis.run(POSTPONE, key, id, Long.toString(after.toMillis()), "XX").mapEmpty();
  }

  /** Puts an id into the queue, or changes when it is due. */
  Future<Void> put(String id, Duration after) {
    return redis.run(POSTPONE, key, id, Long.toString(after.toMillis()), "CH").mapEmpty();
  }

  /** Puts an id that is not in the queue into it, due now; answers whether it was missing. */
  Future<Boolean> restore(String id) {
    return redis.run(POSTPONE, key, id, "0", "NX").map(added -> added.toInteger() > 0);
  }

  Future<Void> remove(String id) {
    return redis.send(Command.ZREM, key, id).mapEmpty();
  }
}
