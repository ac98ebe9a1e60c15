package dev.stipend.redis;

import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.treasury.CountingCalendars;
import dev.stipend.treasury.Departure;
import dev.stipend.treasury.ReconciliationBooks;
import dev.stipend.treasury.StepOutcome;
import dev.stipend.treasury.Traced;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What left the wallet, held against the spends by {@code reconcile.lua}. */
public final class RedisReconciliation implements ReconciliationBooks {

  private static final Script RECONCILE = Script.ofConfirming("reconcile");
  private static final Script CORRECT = Script.ofConfirming("correct");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String RESTORED_AT_ONCE = "100";

  /** How far the clock that made a spend's id may be from the one that wrote it down. */
  private static final Duration SKEW = Duration.ofHours(1);

  private final RedisLink redis;

  public RedisReconciliation(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<Optional<Searched>> searched() {
    return redis
        .send(Command.HMGET, RedisKeys.FUNDING, "since", "departed", "opened")
        .map(
            blocks -> {
              if (blocks.get(1) == null) {
                return Optional.empty();
              }
              // Books that were opened with a search begin it there.
              long since =
                  blocks.get(0) == null ? blocks.get(2).toLong() + 1 : blocks.get(0).toLong();
              return Optional.of(new Searched(since, blocks.get(1).toLong()));
            });
  }

  @Override
  public Future<List<Found>> book(List<Traced> departures, @Nullable Searched searched) {
    List<Future<Map<String, String>>> fields = departures.stream().map(this::fields).toList();
    return Future.all(fields)
        .compose(
            known ->
                redis.run(
                    RECONCILE,
                    RedisKeys.BOOKS,
                    JSON.writeValueAsString(fields.stream().map(Future::result).toList()),
                    searched == null ? "" : Long.toString(searched.first()),
                    searched == null ? "" : Long.toString(searched.last())))
        .map(
            answer -> {
              String outcome = answer.get(0).toString();
              if (!outcome.equals("done")) {
                throw new IllegalStateException("reconcile.lua answered " + outcome);
              }
              return answer.stream()
                  .skip(1)
                  .map(found -> Found.valueOf(found.toString().toUpperCase(Locale.ROOT)))
                  .toList();
            });
  }

  @Override
  public Future<List<SpendId>> restored() {
    return redis
        .send(Command.SRANDMEMBER, RedisKeys.RESTORED, RESTORED_AT_ONCE)
        .map(ids -> ids.stream().map(Response::toString).map(SpendId::new).toList());
  }

  @Override
  public Future<Void> heardOf(SpendId restored) {
    return redis.send(Command.SREM, RedisKeys.RESTORED, restored.value()).mapEmpty();
  }

  @Override
  public Future<StepOutcome> correct(Spend spend, CountingCalendars calendars, String evidence) {
    return countedAt(spend.id(), spend.reservedAt())
        .compose(
            moment ->
                redis.run(
                    CORRECT,
                    RedisKeys.BOOKS,
                    spend.id().value(),
                    RedisBudgets.bounds(calendars.at(moment)),
                    evidence))
        .map(answer -> RedisSpends.outcome(CORRECT, answer));
  }

  /**
   * A spend that is there counts from the quarter that it was reserved with, by the clock of the
   * gateway; at the turn of a month that is not the month of its id, nor of Redis's clock.
   */
  private Future<Instant> countedAt(SpendId id, Instant otherwise) {
    return redis
        .send(Command.HGET, RedisKeys.spend(id), "quarter")
        .map(quarter -> quarter == null ? otherwise : RedisBudgets.beginOf(quarter.toLong()));
  }

  @Override
  public Future<List<SpendId>> provisional(Instant settledBefore, long offset, int countMax) {
    return redis
        .send(
            Command.ZRANGE,
            RedisKeys.PROVISIONAL,
            "-inf",
            Long.toString(settledBefore.toEpochMilli()),
            "BYSCORE",
            "LIMIT",
            Long.toString(offset),
            Integer.toString(countMax))
        .map(ids -> ids.stream().map(Response::toString).map(SpendId::new).toList());
  }

  @Override
  public Future<Provisional> provisional() {
    Future<Long> count = redis.send(Command.ZCARD, RedisKeys.PROVISIONAL).map(Response::toLong);
    Future<Response> sum = redis.send(Command.GET, RedisKeys.PROVISIONAL + ":sum");
    Future<Response> oldest =
        redis.send(Command.ZRANGE, RedisKeys.PROVISIONAL, "0", "0", "WITHSCORES");
    return Future.all(count, sum, oldest)
        .map(
            all ->
                new Provisional(
                    count.result(),
                    sum.result() == null ? Money.ZERO : Money.parseMicros(sum.result().toString()),
                    scoreOf(oldest.result())));
  }

  @Override
  public Future<Optional<Money>> opening() {
    return redis
        .send(Command.HGET, RedisKeys.FUNDING, "opening")
        .map(micros -> Optional.ofNullable(micros).map(each -> Money.parseMicros(each.toString())));
  }

  /** Redis 6 and 7 differ in how they nest scores. */
  private static @Nullable Instant scoreOf(Response first) {
    if (first.size() == 0) {
      return null;
    }
    Response score = first.size() == 2 ? first.get(1) : first.get(0).get(1);
    return Instant.ofEpochMilli(score.toLong());
  }

  private Future<Map<String, String>> fields(Traced traced) {
    Traced.Origin origin = traced.origin();
    if (origin == null) {
      return Future.succeededFuture(fields(traced.departure()));
    }
    Order order = origin.order();
    Instant madeAt = order.id().madeAt();
    return countedAt(order.id(), madeAt)
        .map(
            moment -> {
              Map<String, String> fields = fields(traced.departure());
              fields.put("spend", order.id().value());
              fields.put("team", order.team().value());
              fields.put("what", RedisBudgets.what(order));
              fields.put("quarter", Long.toString(RedisBudgets.quarter(moment)));
              fields.put("bounds", RedisBudgets.bounds(origin.calendars().at(moment)));
              fields.put("order", JSON.writeValueAsString(RedisBudgets.fields(order)));
              fields.put("cheque", cheque(origin.cheque()));
              fields.put("madeAt", Long.toString(madeAt.toEpochMilli()));
              fields.put("months", months(madeAt));
              return fields;
            });
  }

  private static Map<String, String> fields(Departure departure) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("id", departure.id());
    fields.put("amount", departure.amount().toMicros());
    fields.put("transaction", departure.transaction().hex());
    fields.put("block", Long.toString(departure.block()));
    fields.put("payee", departure.to().hex());
    fields.put("nonce", departure.nonce() == null ? "" : departure.nonce().hex());
    return fields;
  }

  private static String cheque(Spend.Cheque cheque) {
    return JSON.writeValueAsString(RedisSpends.fields(cheque));
  }

  private static String months(Instant madeAt) {
    return Stream.of(madeAt.minus(SKEW), madeAt.plus(SKEW))
        .map(moment -> YearMonth.from(moment.atZone(ZoneOffset.UTC)).toString())
        .distinct()
        .collect(Collectors.joining(" "));
  }
}
