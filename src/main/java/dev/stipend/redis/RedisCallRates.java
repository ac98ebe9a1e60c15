package dev.stipend.redis;

import dev.stipend.team.ApiKeyId;
import dev.stipend.team.CallRates;
import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import java.time.Duration;

/** A counter for each team and API key, away from the slot of the money. */
public final class RedisCallRates implements CallRates {

  private static final Script TAKE_CALL = Script.of("take_call");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Where no call may begin, none is counted. */
  private static final int NONE = 0;

  private final RedisLink redis;

  public RedisCallRates(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<Rate> take(TeamId team, int perMinute) {
    return rate(RedisKeys.calls(team), perMinute, perMinute);
  }

  @Override
  public Future<Rate> take(ApiKeyId apiKey, int perMinute) {
    return rate(RedisKeys.calls(apiKey), perMinute, perMinute);
  }

  @Override
  public Future<Rate> look(TeamId team, int perMinute) {
    return rate(RedisKeys.calls(team), perMinute, NONE);
  }

  @Override
  public Future<Rate> look(ApiKeyId apiKey, int perMinute) {
    return rate(RedisKeys.calls(apiKey), perMinute, NONE);
  }

  private Future<Rate> rate(String counter, int perMinute, int countedMax) {
    return redis
        .run(TAKE_CALL, counter, Integer.toString(countedMax), Long.toString(MINUTE.toMillis()))
        .map(
            answer ->
                new Rate(
                    answer.get(0).toInteger() == 1,
                    perMinute,
                    Math.max(0, perMinute - answer.get(1).toInteger()),
                    ends(answer.get(2).toLong())));
  }

  /** Where nothing was counted yet, the minute begins with the next call. */
  private static Duration ends(long millis) {
    return millis < 0 ? MINUTE : Duration.ofMillis(millis);
  }
}
