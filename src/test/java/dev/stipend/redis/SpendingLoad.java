package dev.stipend.redis;

import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Windows;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.StepOutcome;
import dev.stipend.x402.Signature;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many calls at once that reserve, authorize and settle, and remember what was answered. A step
 * that fails ends its call, as it is in life: what is open is looked after later.
 */
final class SpendingLoad {

  static final Money PRICE = Money.ofMicros(134_000);

  /** Of the right form; nobody cashes it. */
  static final Signature SIGNATURE = Signature.parse("0x" + "1".repeat(128) + "1b");

  private static final Duration LONG = Duration.ofHours(1);
  private static final Windows NOVEMBER =
      Windows.at(Instant.parse("2026-11-20T09:30:00Z"), ZoneOffset.UTC);
  private static final CountingWindows WINDOWS = new CountingWindows(NOVEMBER, NOVEMBER);
  private static final int WORKERS = 16;
  private static final long PAUSE_MILLIS = 20;

  private final Vertx vertx;
  private final RedisBudgets budgets;
  private final RedisSpends spends;
  private final SecureRandom random = new SecureRandom();
  private final Set<SpendId> authorized = ConcurrentHashMap.newKeySet();
  private final Set<SpendId> settled = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> reasons = new ConcurrentHashMap<>();
  private final AtomicInteger failed = new AtomicInteger();
  private final CountDownLatch working = new CountDownLatch(WORKERS);
  private volatile boolean stopping;

  SpendingLoad(Vertx vertx, RedisLink link) {
    this.vertx = vertx;
    this.budgets = new RedisBudgets(link);
    this.spends = new RedisSpends(link);
  }

  SpendingLoad start() {
    for (int i = 0; i < WORKERS; i++) {
      vertx.runOnContext(begin -> again());
    }
    return this;
  }

  int failed() {
    return failed.get();
  }

  /** How often calls failed, by what was said. */
  Map<String, Integer> reasons() {
    return reasons;
  }

  /** Those of which it was answered that they may be sent. */
  Set<SpendId> authorized() {
    return authorized;
  }

  Set<SpendId> settled() {
    return settled;
  }

  /** Waits until so many more have been settled. */
  void awaitMore(int count) {
    int goal = settled.size() + count;
    RedisServer.until(
        count + " more settled after " + failed + " failures", () -> settled.size() >= goal);
  }

  void stop() {
    stopping = true;
    try {
      if (!working.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("the load does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void again() {
    if (stopping) {
      working.countDown();
      return;
    }
    spend()
        .onSuccess(done -> vertx.runOnContext(next -> again()))
        .onFailure(
            failure -> {
              failed.incrementAndGet();
              reasons.merge(failure.toString(), 1, Integer::sum);
              vertx.setTimer(PAUSE_MILLIS, next -> again());
            });
  }

  private Future<StepOutcome> spend() {
    SpendId id = SpendId.make(Instant.now(), random);
    return budgets
        .reserve(order(id), PRICE, WINDOWS, LONG)
        .compose(
            outcome ->
                outcome instanceof ReserveOutcome.Reserved(var reservation)
                    ? spends.authorize(reservation, cheque(id), SIGNATURE, LONG)
                    : Future.failedFuture("not reserved: " + outcome))
        .compose(
            written -> {
              authorized.add(holds(written) ? id : wrong(written));
              return spends.settle(id, "0x" + "7".repeat(64), "a receipt");
            })
        .onSuccess(booked -> settled.add(holds(booked) ? id : wrong(booked)));
  }

  private static boolean holds(StepOutcome outcome) {
    return outcome.holds();
  }

  private static SpendId wrong(StepOutcome outcome) {
    throw new IllegalStateException("a step was answered " + outcome);
  }

  private static Order order(SpendId id) {
    return new Order(
        id,
        new TeamId("design"),
        "cc-1",
        new ApiKeyId("key_00000000"),
        "nano-banana-pro",
        "image",
        "generate",
        Map.of("imageSize", "2K"),
        "req");
  }

  private static Spend.Cheque cheque(SpendId id) {
    return new Spend.Cheque(
        "eip155:8453",
        "0x" + "8".repeat(40),
        "0x" + "2".repeat(40),
        "0x" + "1".repeat(40),
        "0x" + id.value(),
        4_102_444_800L,
        1);
  }
}
