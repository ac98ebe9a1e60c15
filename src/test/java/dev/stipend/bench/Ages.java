package dev.stipend.bench;

import static dev.stipend.redis.RealRedis.await;

import dev.stipend.bench.Purchases.Purchase;
import dev.stipend.budget.Scope;
import dev.stipend.ledger.SpendId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Books that grow old: measured when they are nearly empty, and again with so many rows in the
 * ledger, and with the spends behind them. All rows are of one month, which no month of a real
 * ledger is worse than.
 */
final class Ages {

  private static final int LIMITS = 4;
  private static final int TEAMS = 20;

  /** Enough for a full page of each team. */
  private static final int CALLS_YOUNG = 4000;

  private static final int READINGS = 300;
  private static final int PAGE = 100;

  /** Teams take turns in their books as they do in life, if not call by call. */
  private static final int TURN_MAX = 2000;

  private final Books books;
  private final Plan plan;

  Ages(Books books, Plan plan) {
    this.books = books;
    this.plan = plan;
  }

  Result measure() {
    books.begin(LIMITS);
    List<Purchase> first = firstCalls();
    List<Copies> copies = first.stream().map(one -> Copies.of(books, one.id().value())).toList();
    Age young = age(fill(copies, 0, CALLS_YOUNG));
    long begin = System.nanoTime();
    Middle middle = fill(copies, CALLS_YOUNG, plan.rows() / copies.getFirst().rows());
    Duration filling = Duration.ofNanos(System.nanoTime() - begin);
    return new Result(young, age(middle), filling, books.info("memory", "used_memory_human"));
  }

  /** One of each team, paid and settled. */
  private List<Purchase> firstCalls() {
    Purchases purchases = new Purchases(TEAMS);
    PaidCall call = new PaidCall(books, purchases);
    List<Purchase> calls = IntStream.range(0, TEAMS).mapToObj(purchases::next).toList();
    calls.forEach(purchase -> await(call.money(purchase)));
    return calls;
  }

  private Middle fill(List<Copies> copies, int from, int count) {
    int turn = Math.clamp(count / TEAMS, 1, TURN_MAX);
    Middle middle = null;
    for (int made = 0; made < count; made += turn) {
      Copies call = copies.get(made / turn % TEAMS);
      call.make(from + made, Math.min(turn, count - made));
      if (middle == null && made + turn >= count / 2) {
        middle = new Middle(new SpendId(call.id(from + made)), Instant.now());
      }
    }
    if (middle == null) {
      throw new IllegalStateException("too few rows to have a middle");
    }
    return middle;
  }

  private Age age(Middle middle) {
    YearMonth month = YearMonth.from(Instant.now().atZone(ZoneOffset.UTC));
    long rows = books.ask(Command.XLEN, "stipend:{money}:ledger:" + month).toLong();
    List<Reading> readings = readings(month, middle);
    return new Age(rows, new Speed(books, plan).measure(), readings);
  }

  /** What operators and finance look at. */
  private List<Reading> readings(YearMonth month, Middle middle) {
    String moment = middle.at().toEpochMilli() + "-0";
    List<Scope> scopes =
        List.of(
            new Scope.Organisation(),
            new Scope.OfTeam(Purchases.team(0)),
            new Scope.OfApiKey(Purchases.apiKey(0)));
    Purchases purchases = new Purchases(TEAMS);
    List<Reading> readings = new ArrayList<>();
    readings.add(measure("one spend", () -> books.ledger().findSpend(middle.spend())));
    readings.add(
        measure(
            "newest 100 spends of a team",
            () -> books.ledger().spends(Purchases.team(0), PAGE, null)));
    readings.add(
        measure(
            "100 spends of all, from the middle",
            () -> books.ledger().spends(null, PAGE, month + "." + moment)));
    readings.add(
        measure("first 100 rows of a month", () -> books.ledger().rows(month, PAGE, null)));
    readings.add(
        measure(
            "100 rows of a month, from the middle",
            () -> books.ledger().rows(month, PAGE, moment)));
    readings.add(measure("what a month came to", () -> books.ledger().totals(month, null)));
    readings.add(measure("all balances", () -> books.ledger().balances()));
    readings.add(
        measure(
            "effective limits of an API key",
            () -> books.budgets().uses(scopes, purchases.windows())));
    return readings;
  }

  private Reading measure(String name, Supplier<Future<?>> reading) {
    long[] nanos = new long[READINGS];
    for (int i = 0; i < READINGS; i++) {
      await(reading.get());
    }
    Meter before = Meter.read(books);
    for (int i = 0; i < READINGS; i++) {
      long begin = System.nanoTime();
      await(reading.get());
      nanos[i] = System.nanoTime() - begin;
    }
    Cost cost = Meter.read(books).since(before, READINGS);
    Arrays.sort(nanos);
    return new Reading(name, nanos[READINGS / 2], nanos[READINGS * 99 / 100], cost);
  }

  private record Middle(SpendId spend, Instant at) {}

  /** How long something takes to read, one after the other: half of the times, and nearly all. */
  record Reading(String name, long medianNanos, long slowNanos, Cost cost) {}

  /** The books at some time. */
  record Age(long rows, Speed.Result speed, List<Reading> readings) {}

  /**
   * What age does.
   *
   * @param filling how long it took to make the rows
   * @param memory all that Redis uses at the end
   */
  record Result(Age young, Age old, Duration filling, String memory) {}
}
