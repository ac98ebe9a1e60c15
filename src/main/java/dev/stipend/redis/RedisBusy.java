package dev.stipend.redis;

import dev.stipend.job.Busy;
import dev.stipend.ledger.SpendId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** What runs at once, beside the books: {@code reserve.lua} and {@code void.lua} write it too. */
public final class RedisBusy implements Busy {

  private static final Script JOB_OVER = Script.ofBooks("job_over");

  private final RedisLink redis;
  private final DueQueue due;

  public RedisBusy(RedisLink redis) {
    this.redis = redis;
    this.due = new DueQueue(redis, RedisKeys.BUSY);
  }

  @Override
  public Future<Void> over(SpendId id) {
    return redis.run(JOB_OVER, RedisKeys.BOOKS, id.value()).mapEmpty();
  }

  @Override
  public Future<List<SpendId>> claimDue(int countMax, Duration lease) {
    return due.claim(countMax, lease).map(ids -> ids.stream().map(SpendId::new).toList());
  }

  @Override
  public Future<Void> lookAgain(SpendId id, Duration after) {
    return due.postpone(id.value(), after);
  }
}
