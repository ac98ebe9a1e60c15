package dev.stipend.bench;

import static dev.stipend.redis.RealRedis.await;

import dev.stipend.bench.Purchases.Purchase;
import dev.stipend.budget.Scope;
import dev.stipend.ledger.Spend;
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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Books that grow old: measured when they are nearly empty, and again with so many rows in the
 * ledger. The rows come about as they do in life, by the scripts, so that everything behind them is
 * there, too; all of them in one month, which no month of a real ledger is worse than.
 */
final class Ages {

  private static final int LIMITS = 4;
  private static final int TEAMS = 20;
  private static final int ROWS_OF_A_CALL = 2;
  private static final int CALLS_YOUNG = 1000;
  private static final int READINGS = 300;
  private static final int PAGE = 100;

  private final Books books;
  private final Plan plan;

  Ages(Books books, Plan plan) {
    this.books = books;
    this.plan = plan;
  }

  Result measure() {
    books.begin(LIMITS);
    Age young = age(fill(CALLS_YOUNG));
    long begin = System.nanoTime();
    SpendId middle = fill(plan.rows() / ROWS_OF_A_CALL);
    Duration filling = Duration.ofNanos(System.nanoTime() - begin);
    return new Result(young, age(middle), filling, books.info("memory", "used_memory_human"));
  }

  /** Makes and settles calls, and answers one from their middle. */
  private SpendId fill(int calls) {
    Purchases purchases = new Purchases(TEAMS);
    PaidCall call = new PaidCall(books, purchases);
    AtomicReference<SpendId> middle = new AtomicReference<>(purchases.next(0).id());
    Drive.count(
        books.loops(),
        plan.inFlight(),
        calls,
        i -> {
          Purchase purchase = purchases.next(i);
          if (i == calls / 2) {
            middle.set(purchase.id());
          }
          return call.money(purchase);
        });
    return Objects.requireNonNull(middle.get());
  }

  private Age age(SpendId middle) {
    YearMonth month = YearMonth.from(Instant.now().atZone(ZoneOffset.UTC));
    long rows = books.ask(Command.XLEN, "stipend:{money}:ledger:" + month).toLong();
    List<Reading> readings = readings(month, middle);
    return new Age(rows, new Speed(books, plan).measure(), readings);
  }

  /** What operators and finance look at. */
  private List<Reading> readings(YearMonth month, SpendId middle) {
    Spend spend = await(books.ledger().findSpend(middle)).orElseThrow();
    String moment = spend.reservedAt().toEpochMilli() + "-0";
    List<Scope> scopes =
        List.of(
            new Scope.Organisation(),
            new Scope.OfTeam(Purchases.team(0)),
            new Scope.OfApiKey(Purchases.apiKey(0)));
    Purchases purchases = new Purchases(TEAMS);
    List<Reading> readings = new ArrayList<>();
    readings.add(measure("one spend", () -> books.ledger().findSpend(middle)));
    readings.add(
        measure(
            "newest 100 spends of a team",
            () -> books.ledger().spends(spend.order().team(), PAGE, null)));
    readings.add(
        measure(
            "100 spends of all, from the middle",
            () -> books.ledger().spends(null, PAGE, middle.value())));
    readings.add(
        measure("first 100 rows of a month", () -> books.ledger().rows(month, PAGE, null)));
    readings.add(
        measure(
            "100 rows of a month, from the middle",
            () -> books.ledger().rows(month, PAGE, moment)));
    readings.add(measure("all balances", () -> books.ledger().balances()));
    readings.add(
        measure(
            "effective limits of an API key",
            () -> books.budgets().uses(scopes, purchases.windows())));
    return readings;
  }

  private Reading measure(String name, Supplier<Future<?>> reading) {
    long[] nanos = new long[READINGS];
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
