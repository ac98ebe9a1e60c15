package dev.stipend.redis;

import dev.stipend.team.CallRates;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A counter for each team and API key, away from the slot of the money. Those of a team lie in one
 * slot, so that one script counts a call for both or for neither.
 */
public final class RedisCallRates implements CallRates {

  private static final Script TAKE_CALL = Script.of("take_call");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String COUNT = "1";
  private static final String LOOK = "0";

  private final RedisLink redis;

  public RedisCallRates(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<List<Rate>> take(Bounds bounds) {
    return ask(bounds, COUNT);
  }

  @Override
  public Future<List<Rate>> look(Bounds bounds) {
    return ask(bounds, LOOK);
  }

  private Future<List<Rate>> ask(Bounds bounds, String counting) {
    List<String> counters = new ArrayList<>();
    List<Integer> most = new ArrayList<>();
    if (bounds.ofApiKey() != null) {
      counters.add("key:" + bounds.apiKey() + " " + bounds.ofApiKey());
      most.add(bounds.ofApiKey());
    }
    if (bounds.ofTeam() != null) {
      counters.add("team " + bounds.ofTeam());
      most.add(bounds.ofTeam());
    }
    if (counters.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return redis
        .run(
            TAKE_CALL,
            RedisKeys.calls(bounds.team()),
            String.join(" ", counters),
            Long.toString(MINUTE.toMillis()),
            counting)
        .map(answer -> rates(most, answer));
  }

  private static List<Rate> rates(List<Integer> most, Response answer) {
    List<Rate> rates = new ArrayList<>();
    for (int i = 0; i < most.size(); i++) {
      int perMinute = most.get(i);
      rates.add(
          new Rate(
              answer.get(3 * i).toInteger() == 1,
              perMinute,
              Math.max(0, perMinute - answer.get(3 * i + 1).toInteger()),
              ends(answer.get(3 * i + 2).toLong())));
    }
    return rates;
  }

  /** Where nothing was counted yet, the minute begins with the next call. */
  private static Duration ends(long millis) {
    return millis < 0 ? MINUTE : Duration.ofMillis(millis);
  }
}
