package dev.stipend.treasury;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.ReserveOutcome.Reserved;
import dev.stipend.budget.Windows;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.redis.RealRedis;
import dev.stipend.redis.RedisBudgets;
import dev.stipend.redis.RedisFunding;
import dev.stipend.redis.RedisLedger;
import dev.stipend.redis.RedisSpends;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Signature;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OpenSpendsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:30:00Z");
  private static final Windows WINDOWS = Windows.at(NOW, ZoneOffset.UTC);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Money PRICE = Money.parseDollars("0.134");
  private static final Address WALLET = Address.parse("0x" + "a".repeat(40));
  private static final Address PAYEE = Address.parse("0x" + "b".repeat(40));
  private static final Signature SIGNATURE = Signature.parse("0x" + "1".repeat(128) + "1b");
  private static final long EXPIRED = NOW.getEpochSecond() - 1;

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final SecureRandom random = new SecureRandom();
  private final OneSidedChain chain = new OneSidedChain();
  private final Ends ends = new Ends();
  private RedisSpends spends;
  private RedisLedger ledger;
  private OpenSpends open;

  @BeforeEach
  void start() {
    spends = new RedisSpends(redis.link());
    ledger = new RedisLedger(redis.link());
    open = new OpenSpends(spends, ledger, chain, ends, InstantSource.fixed(NOW));
    await(new RedisFunding(redis.link()).open(WALLET, Money.parseDollars("100"), 1));
  }

  @Test
  void slowAnswerAboutOneHoldsUpNoOther() throws Exception {
    SpendId slow = inDoubt(1);
    chain.silent.add(nonce(1));
    assertThat(await(open.lookAfterDue())).isEqualTo(1);

    SpendId quick = inDoubt(2);
    assertThat(await(open.lookAfterDue())).isEqualTo(1);

    assertThat(ends.givenBack.get(10, TimeUnit.SECONDS)).isEqualTo(quick);
    assertThat(state(quick)).isEqualTo(SpendState.VOIDED);
    assertThat(state(slow)).isEqualTo(SpendState.IN_DOUBT);
    assertThat(open.underWay()).isEqualTo(1);
  }

  @Test
  void noMoreAreUnderWayThanWereAllowed() {
    for (int i = 0; i < OpenSpends.UNDER_WAY_MAX + 3; i++) {
      inDoubt(i);
      chain.silent.add(nonce(i));
    }

    assertThat(await(open.lookAfterDue())).isEqualTo(OpenSpends.UNDER_WAY_MAX);
    assertThat(await(open.lookAfterDue())).isZero();
    assertThat(open.underWay()).isEqualTo(OpenSpends.UNDER_WAY_MAX);
  }

  @Test
  void usedAuthorizationWhoseEndIsNotFoundStaysInDoubt() {
    SpendId id = inDoubt(1);
    chain.used.add(nonce(1));

    assertThat(await(open.lookAfterDue())).isEqualTo(1);
    assertThat(await(chain.searched.future())).isEqualTo("10-90");

    assertThat(state(id)).isEqualTo(SpendState.IN_DOUBT);
  }

  @Test
  void unusedAuthorizationIsGivenBackWithoutASearch() throws Exception {
    SpendId id = inDoubt(1);

    await(open.lookAfterDue());

    assertThat(ends.givenBack.get(10, TimeUnit.SECONDS)).isEqualTo(id);
    assertThat(chain.searched.future().isComplete()).isFalse();
  }

  @Test
  void whatAReorganisationUndidIsGivenBackOnceItIsDead() throws Exception {
    SpendId id = inDoubt(1);
    chain.used.add(nonce(1));
    await(open.lookAfterDue());
    await(chain.searched.future());
    untilIdle();
    assertThat(state(id)).isEqualTo(SpendState.IN_DOUBT);

    chain.used.remove(nonce(1));
    await(spends.lookAgain(id, Duration.ZERO));
    await(open.lookAfterDue());

    assertThat(ends.givenBack.get(10, TimeUnit.SECONDS)).isEqualTo(id);
  }

  private void untilIdle() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (open.underWay() > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(open.underWay()).isZero();
  }

  private SpendId inDoubt(int number) {
    SpendId id = SpendId.make(NOW, random);
    Order order =
        new Order(
            id,
            new TeamId("design"),
            "",
            new ApiKeyId("key_00000000"),
            "nano-banana-pro",
            "image",
            "generate",
            Map.of(),
            "r");
    Reserved reserved =
        (Reserved)
            await(
                new RedisBudgets(redis.link())
                    .reserve(order, PRICE, new CountingWindows(WINDOWS, WINDOWS), LONG));
    Spend.Cheque cheque =
        new Spend.Cheque(
            "eip155:8453",
            "0xa",
            WALLET.hex(),
            PAYEE.hex(),
            nonce(number).hex(),
            EXPIRED,
            EXPIRED - 300);
    await(spends.authorize(reserved.reservation(), cheque, SIGNATURE, LONG));
    await(spends.doubt(id, "lost", Duration.ZERO));
    return id;
  }

  private SpendState state(SpendId id) {
    return await(ledger.findSpend(id)).orElseThrow().state();
  }

  private static Bytes32 nonce(int number) {
    return Bytes32.parse("0x%064x".formatted(number));
  }

  private static final class Ends implements SpendEnds {

    private final CompletableFuture<SpendId> givenBack = new CompletableFuture<>();

    @Override
    public Future<Void> settledLate(Spend spend) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> givenBack(Spend spend) {
      givenBack.complete(spend.id());
      return Future.succeededFuture();
    }
  }

  /** Knows what is used, tells nothing about some, and has no logs. */
  private static final class OneSidedChain implements Chain {

    private final Set<Bytes32> silent = new HashSet<>();
    private final Set<Bytes32> used = new HashSet<>();
    private final List<Promise<Boolean>> asked = new ArrayList<>();
    private final Promise<String> searched = Promise.promise();

    @Override
    public Future<Void> verify() {
      return Future.succeededFuture();
    }

    @Override
    public Future<Money> balanceOf(Address holder) {
      return Future.failedFuture("not asked");
    }

    @Override
    public Future<Money> balanceOf(Address holder, long block) {
      return Future.failedFuture("not asked");
    }

    @Override
    public Future<ChainHead> head(Finality finality) {
      return Future.succeededFuture(new ChainHead(100, NOW.getEpochSecond()));
    }

    @Override
    public Future<Long> blockAt(long timeSeconds, ChainHead newest) {
      return Future.succeededFuture(timeSeconds < EXPIRED ? 10L : 90L);
    }

    @Override
    public Future<Boolean> isUsedOrCancelled(Address payer, Bytes32 nonce, long block) {
      if (silent.contains(nonce)) {
        Promise<Boolean> never = Promise.promise();
        asked.add(never);
        return never.future();
      }
      return Future.succeededFuture(used.contains(nonce));
    }

    @Override
    public Future<AuthorizationEnd> findEnd(Address payer, Bytes32 nonce, long first, long last) {
      searched.tryComplete(first + "-" + last);
      return Future.succeededFuture(new AuthorizationEnd.NotFound());
    }

    @Override
    public Future<Void> confirmUnused(Address payer, Bytes32 nonce, ChainHead block) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Optional<String>> objection(List<Address> holders) {
      return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Arrivals> arrivals(Address holder, long first, long last) {
      return Future.failedFuture("not asked");
    }

    @Override
    public Future<Departures> departures(Address holder, long first, long last) {
      return Future.failedFuture("not asked");
    }

    @Override
    public Future<List<Departure>> departuresIn(Bytes32 transaction, Address holder) {
      return Future.failedFuture("not asked");
    }
  }
}
