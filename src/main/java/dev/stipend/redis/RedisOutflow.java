package dev.stipend.redis;

import dev.stipend.money.Money;
import dev.stipend.treasury.Outflow;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Adds up the hours that {@code guard.lua} keeps. */
public final class RedisOutflow implements Outflow {

  private static final int DAYS = 8;
  private static final int HOURS_BEFORE = 24;

  private final RedisLink redis;

  public RedisOutflow(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<Rates> rates() {
    return redis.booksTime().compose(now -> read(now.atZone(ZoneOffset.UTC).toLocalDateTime()));
  }

  private Future<Rates> read(LocalDateTime now) {
    LocalDateTime hour = now.truncatedTo(ChronoUnit.HOURS);
    LocalDateTime midnight = now.truncatedTo(ChronoUnit.DAYS);
    return Future.all(IntStream.range(0, DAYS).mapToObj(i -> hours(midnight.minusDays(i))).toList())
        .map(
            days -> {
              Map<LocalDateTime, Long> flow = new HashMap<>();
              days.<Map<LocalDateTime, Long>>list().forEach(flow::putAll);
              return new Rates(
                  since(flow, hour),
                  since(flow, midnight),
                  since(flow, hour.minusHours(HOURS_BEFORE)),
                  since(flow, midnight.minusDays(DAYS)));
            });
  }

  private Future<Map<LocalDateTime, Long>> hours(LocalDateTime midnight) {
    return redis
        .send(Command.HGETALL, RedisKeys.flow(midnight.toLocalDate()))
        .map(
            answer ->
                RedisHash.of(answer).fields().entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            hour -> midnight.plusHours(Long.parseLong(hour.getKey())),
                            hour -> Long.valueOf(hour.getValue()))));
  }

  private static Money since(Map<LocalDateTime, Long> flow, LocalDateTime from) {
    return Money.ofMicros(
        flow.entrySet().stream()
            .filter(hour -> !hour.getKey().isBefore(from))
            .mapToLong(Map.Entry::getValue)
            .sum());
  }
}
