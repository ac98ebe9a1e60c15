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

  private final RedisLink redis;

  public RedisCallRates(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<Rate> take(TeamId team, int perMinute) {
    return take(RedisKeys.calls(team), perMinute);
  }

  @Override
  public Future<Rate> take(ApiKeyId apiKey, int perMinute) {
    return take(RedisKeys.calls(apiKey), perMinute);
  }

  private Future<Rate> take(String counter, int perMinute) {
    return redis
        .run(TAKE_CALL, counter, Integer.toString(perMinute), Long.toString(MINUTE.toMillis()))
        .map(
            answer ->
                new Rate(
                    answer.get(0).toInteger() == 1,
                    perMinute,
                    Math.max(0, perMinute - answer.get(1).toInteger()),
                    Duration.ofMillis(Math.max(0, answer.get(2).toLong()))));
  }
}
