package dev.stipend;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.budget.Ceilings;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.WindowKind;
import dev.stipend.ledger.Export;
import dev.stipend.ledger.PruneOutcome;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.redis.RedisArchive;
import dev.stipend.redis.RedisBusy;
import dev.stipend.redis.RedisFunding;
import dev.stipend.redis.RedisOutflow;
import dev.stipend.redis.RedisReconciliation;
import dev.stipend.redis.RedisStops;
import dev.stipend.treasury.Departure;
import dev.stipend.treasury.Finality;
import dev.stipend.treasury.NonceKey;
import dev.stipend.treasury.NonceTags;
import dev.stipend.treasury.Reconciled;
import dev.stipend.treasury.ReconciliationBooks.Found;
import dev.stipend.treasury.Statement;
import dev.stipend.treasury.Traced;
import dev.stipend.treasury.TreasuryWatch;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Transfers of pruned months, of former wallets and keys, and of more money than there is. */
class ReconciliationOfOldMoneyTest extends ReconciliationCase {

  private static final YearMonth OLD = YearMonth.of(2026, 1);
  private static final Address SUCCESSOR = Address.parse("0x" + "d".repeat(40));
  private static final NonceKey OTHER_KEY =
      NonceKey.from("another secret of thirty-two bytes".getBytes(StandardCharsets.US_ASCII));

  @Test
  void transferOfAPrunedMonthIsMetAndNeverBookedAgain() {
    SpendId id = SpendId.make(Instant.parse("2026-01-15T12:00:00Z"), random);
    assertThat(reserve(id, PRICE)).isInstanceOf(ReserveOutcome.Reserved.class);
    settled(cash(authorized(id)));
    bury();
    assertThat(found(Found.CONFIRMED)).isEqualTo(1);
    prune();
    var balances = await(ledger.balances());

    Reconciled again = await(reconciliation().from(1_000_000));

    assertThat(await(ledger.findSpend(id))).isEmpty();
    assertThat(again.count(Found.PRUNED)).isEqualTo(1);
    assertThat(again.count(Found.REBUILT)).isZero();
    assertThat(await(ledger.balances())).isEqualTo(balances);
    booksEqualChain();
    redis.empty();
  }

  @Test
  void spendThatTheChainHasNotConfirmedKeepsItsMonth() {
    bury();
    run();
    Spend settled = settled(cash(authorized()));
    age();
    assertThat(pruned()).isEqualTo(new PruneOutcome.SpendsOpen(settled.id()));

    bury();
    assertThat(found(Found.CONFIRMED)).isEqualTo(1);

    assertThat(pruned()).isInstanceOf(PruneOutcome.Pruned.class);
    booksEqualChain();
    redis.empty();
  }

  @Test
  void spendThatIsPrunedBeforeThereWasASearchIsProvisionalNoMore() {
    SpendId id = SpendId.make(Instant.parse("2026-01-15T12:00:00Z"), random);
    assertThat(reserve(id, PRICE)).isInstanceOf(ReserveOutcome.Reserved.class);
    settled(cash(authorized(id)));
    assertThat(statement().provisional().amount()).isEqualTo(PRICE);

    prune();

    assertThat(statement().provisional().count()).isZero();
    assertThat(statement().provisional().amount()).isEqualTo(Money.ZERO);
    bury();
    assertThat(found(Found.PRUNED)).isEqualTo(1);
    booksEqualChain();
    redis.empty();
  }

  @Test
  void paymentOfAFormerWalletIsMetAndWhatOurWalletsSendEachOtherIsNotGone() {
    Spend before = settled(cash(authorized()));
    wallets = List.of(SUCCESSOR, WALLET);
    tags = new NonceTags(List.of(OTHER_KEY, KEY));
    await(sandbox.chain().send(WALLET.hex(), SUCCESSOR.hex(), 400_000_000));
    Spend forgotten = cash(forgotten());
    bury();

    Reconciled done = run();

    assertThat(done.count(Found.CONFIRMED)).isEqualTo(1);
    assertThat(done.count(Found.REBUILT)).isEqualTo(1);
    assertThat(done.count(Found.UNEXPLAINED)).isZero();
    assertThat(spend(before.id()).confirmation()).isNotNull();
    assertThat(Objects.requireNonNull(spend(forgotten.id()).cheque()).payer())
        .isEqualTo(WALLET.hex());
    Statement statement = statement();
    assertThat(statement.difference(Objects.requireNonNull(statement.seen()))).isZero();
    assertThat(statement.wallets()).containsExactly(SUCCESSOR, WALLET);
  }

  @Test
  void whoHasAnotherWalletDoesNotSearchForIt() {
    cash(forgotten());
    bury();
    wallets = List.of(SUCCESSOR);

    assertThatThrownBy(this::run).hasMessageContaining("wallet.former");
    assertThatThrownBy(() -> await(reconciliation().from(1_000_000)))
        .hasMessageContaining("wallet.former");

    wallets = List.of(WALLET);
    assertThat(found(Found.REBUILT)).isEqualTo(1);
    booksEqualChain();
  }

  @Test
  void paymentUnderWayIsKnownByItsNonceEvenWhenTheKeyOfNoncesIsGone() {
    Spend settled = settled(cash(authorized()));
    Spend open = cash(authorized());
    tags = new NonceTags(List.of(OTHER_KEY));
    bury();

    assertThat(found(Found.CONFIRMED)).isEqualTo(2);

    assertThat(statement().unexplained()).isZero();
    assertThat(spend(settled.id()).confirmation()).isNotNull();
    settled(open);
    booksEqualChain();
  }

  @Test
  void paymentThatWasConfirmedIsKnownEvenWhenTheKeyOfNoncesIsGone() {
    settled(cash(authorized()));
    cash(forgotten());
    bury();
    assertThat(found(Found.CONFIRMED)).isEqualTo(1);
    tags = new NonceTags(List.of(OTHER_KEY));

    assertThat(run().counts()).containsOnly(Map.entry(Found.KNOWN, 2L));
    assertThat(await(reconciliation().from(1_000_000)).counts())
        .containsOnly(Map.entry(Found.KNOWN, 2L));

    assertThat(statement().unexplained()).isZero();
    booksEqualChain();
  }

  @Test
  void paymentOfBeforeTheFirstSearchThatCannotBeReadIsToldAndNotBooked() {
    settled(cash(authorized()));
    send(Request.cmd(Command.DEL).arg("stipend:{money}:provisional"));
    send(Request.cmd(Command.DEL).arg("stipend:{money}:provisional:sum"));
    send(Request.cmd(Command.HDEL).arg("stipend:{money}:funding").arg("departed"));
    tags = new NonceTags(List.of(OTHER_KEY));
    pass(Duration.ofMinutes(1));

    assertThat(await(reconciliation().from(1_000_000)).counts())
        .containsOnly(Map.entry(Found.UNREADABLE, 1L));
    pass(Duration.ofMinutes(1));
    assertThat(run().counts()).isEmpty();

    assertThat(statement().unexplained()).isZero();
    booksEqualChain();
    redis.empty();
  }

  @Test
  void paymentOfAPrunedMonthThatCannotBeReadIsToldAndNotBooked() {
    settled(cash(authorized()));
    bury();
    assertThat(found(Found.CONFIRMED)).isEqualTo(1);
    prune();
    tags = new NonceTags(List.of(OTHER_KEY));

    assertThat(run().counts()).containsOnly(Map.entry(Found.UNREADABLE, 1L));
    assertThat(await(reconciliation().from(1_000_000)).count(Found.UNREADABLE)).isEqualTo(1);

    assertThat(statement().unexplained()).isZero();
    booksEqualChain();
    redis.empty();
  }

  @Test
  void whatCouldNotBeExplainedIsMovedBackWhenItCanBeRead() {
    Spend forgotten = cash(forgotten());
    Spend restored = authorized();
    await(spends.giveBack(restored.id(), SpendState.AUTHORIZED, "never sent"));
    cash(restored);
    bury();
    tags = new NonceTags(List.of(OTHER_KEY));
    assertThat(run().counts()).containsOnly(Map.entry(Found.UNEXPLAINED, 2L));
    tags = TAGS;

    Reconciled read = run();

    assertThat(read.count(Found.REBUILT)).isEqualTo(1);
    assertThat(read.count(Found.RESTORED)).isEqualTo(1);
    assertThat(run().counts()).containsOnly(Map.entry(Found.KNOWN, 2L));
    assertThat(spend(forgotten.id()).state()).isEqualTo(SpendState.SETTLED);
    assertThat(statement().unexplained()).isZero();
    assertThat(rows()).anySatisfy(row -> assertThat(row.facts()).containsEntry("step", "explain"));
    booksEqualChain();
  }

  @Test
  void whatCameWithoutItsNonceIsMovedBackWhenItComesWithIt() {
    settled(cash(authorized()));
    Spend forgotten = cash(forgotten());
    bury();
    await(
        new RedisReconciliation(redis.link())
            .book(departures().stream().map(this::withoutNonce).toList(), null));
    assertThat(statement().unexplained()).isEqualTo(2 * PRICE.micros());

    Reconciled whole = run();

    assertThat(whole.count(Found.CONFIRMED)).isEqualTo(1);
    assertThat(whole.count(Found.REBUILT)).isEqualTo(1);
    assertThat(spend(forgotten.id()).state()).isEqualTo(SpendState.SETTLED);
    assertThat(statement().unexplained()).isZero();
    booksEqualChain();
  }

  @Test
  void whatLeftBeforeTheBooksIsToppedUpOnceHoweverOftenItIsExplained() {
    cash(forgotten());
    bury();
    redis.empty();
    open();
    await(
        new RedisReconciliation(redis.link())
            .book(departures().stream().map(this::withoutNonce).toList(), null));
    assertThat(statement().unexplained()).isEqualTo(PRICE.micros());

    assertThat(await(reconciliation().from(1_000_000)).count(Found.REBUILT)).isEqualTo(1);

    assertThat(statement().cameIn()).isEqualTo(OPENING);
    booksEqualChain();
  }

  @Test
  void booksThatOperatorsFundedAreNotToppedUpByWhatLeftBefore() {
    redis.empty();
    await(
        new RedisFunding(redis.link())
            .book(Money.ofMicros(OPENING), Bytes32.parse("0x%064x".formatted(1)), "key_1", "cash"));
    cash(forgotten());
    bury();
    open();

    assertThat(await(reconciliation().from(1_000_000)).count(Found.REBUILT)).isEqualTo(1);

    assertThat(statement().cameIn()).isEqualTo(OPENING);
    booksEqualChain();
  }

  @Test
  void booksThatWereOpenedWithAnEmptyWalletAreToppedUpByWhatLeftBefore() {
    cash(forgotten());
    long rest = OPENING - PRICE.micros();
    await(sandbox.chain().send(WALLET.hex(), PAYEE.hex(), rest));
    bury();
    redis.empty();
    open();

    Reconciled done = await(reconciliation().from(1_000_000));

    assertThat(done.count(Found.REBUILT)).isEqualTo(1);
    assertThat(done.count(Found.UNEXPLAINED)).isEqualTo(1);
    assertThat(statement().cameIn()).isEqualTo(OPENING);
    booksEqualChain();
  }

  @Test
  void whatIsRebuiltFlowsOutAndWhatIsTakenBackDoesNot() {
    cash(forgotten());
    bury();
    assertThat(found(Found.REBUILT)).isEqualTo(1);
    Spend never = settled(authorized());
    assertThat(outflow()).isEqualTo(PRICE.plus(PRICE));

    pass(Duration.ofMinutes(30));
    run();
    assertThat(spend(never.id()).state()).isEqualTo(SpendState.VOIDED);
    assertThat(outflow()).isEqualTo(PRICE);

    Spend restored = authorized();
    await(spends.giveBack(restored.id(), SpendState.AUTHORIZED, "never sent"));
    assertThat(outflow()).isEqualTo(PRICE);
    cash(restored);
    bury();
    assertThat(found(Found.RESTORED)).isEqualTo(1);
    assertThat(outflow()).isEqualTo(PRICE.plus(PRICE));
  }

  @Test
  void whatIsRestoredCountsInTheWindowsInWhichItWasReserved() {
    limit(WindowKind.MONTH, "0.15");
    SpendId id = SpendId.make(Instant.parse("2026-01-31T23:59:59Z"), random);
    assertThat(reserve(id, PRICE)).isInstanceOf(ReserveOutcome.Reserved.class);
    await(spends.giveBack(authorized(id).id(), SpendState.AUTHORIZED, "never sent"));
    cash(spend(id));
    bury();

    assertThat(found(Found.RESTORED)).isEqualTo(1);

    assertThat(reserve(newId(), PRICE)).isInstanceOf(ReserveOutcome.OverLimit.class);
  }

  @Test
  void whatIsTakenBackLeavesTheWindowsInWhichItWasReserved() {
    limit(WindowKind.MONTH, "0.15");
    SpendId never = newId();
    Instant lastMonth = Instant.parse("2026-01-31T23:59:59Z");
    assertThat(reserve(never, PRICE, lastMonth)).isInstanceOf(ReserveOutcome.Reserved.class);
    settled(authorized(never));
    assertThat(reserve(newId(), PRICE)).isInstanceOf(ReserveOutcome.Reserved.class);

    pass(Duration.ofMinutes(30));
    run();

    assertThat(spend(never).state()).isEqualTo(SpendState.VOIDED);
    assertThat(reserve(newId(), PRICE)).isInstanceOf(ReserveOutcome.OverLimit.class);
    assertThat(reserve(newId(), PRICE, lastMonth)).isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void treasuryThatOwesWhatIsHeldGrantsNothingAndIsToldAsItIs() {
    authorized();
    await(sandbox.chain().send(WALLET.hex(), PAYEE.hex(), OPENING));
    bury();
    assertThat(found(Found.UNEXPLAINED)).isEqualTo(1);

    assertThat(reserve(newId(), PRICE))
        .isEqualTo(new ReserveOutcome.TreasuryShort(Money.ZERO, PRICE));
    TreasuryWatch.Standing standing =
        await(
            new TreasuryWatch(
                    ledger,
                    new RedisOutflow(redis.link()),
                    new RedisStops(redis.link()),
                    new TreasuryWatch.Bounds(Optional.of(PRICE), Ceilings.NONE))
                .watch());

    assertThat(standing.free()).isEqualTo(-PRICE.micros());
    assertThat(standing.isBelowFloor()).isTrue();
    assertThat(standing.runwayHours()).isZero();
    assertThat(await(new RedisStops(redis.link()).notices(10, null)).items().getFirst().reason())
        .contains("-0.134 are free");
  }

  private Money outflow() {
    return await(new RedisOutflow(redis.link()).rates()).thisDay();
  }

  /** Takes this month, made an old one, out of the books. */
  private void prune() {
    age();
    assertThat(pruned()).isInstanceOf(PruneOutcome.Pruned.class);
  }

  /** Makes this month an old one, whole. */
  private void age() {
    YearMonth now = YearMonth.now(ZoneOffset.UTC);
    for (String key : keys("stipend:{money}:*" + now + "*")) {
      if (!key.contains(":use:") && !key.contains(":flow:")) {
        await(
            redis
                .link()
                .send(
                    Request.cmd(Command.RENAME)
                        .arg(key)
                        .arg(key.replace(now.toString(), OLD.toString()))));
      }
    }
    for (String key : keys("stipend:{money}:spend:*")) {
      SpendId id = new SpendId(key.substring("stipend:{money}:spend:".length()));
      await(new RedisBusy(redis.link()).over(id));
    }
  }

  private PruneOutcome pruned() {
    RedisArchive archive = new RedisArchive(redis.link());
    var rows = await(ledger.rows(OLD, 500, null)).items();
    await(archive.exported(OLD, new Export(rows.size(), rows.getLast().id(), "00", Instant.EPOCH)));
    return await(archive.prune(OLD));
  }

  private List<Departure> departures() {
    long safe = await(chain.head(Finality.SAFE)).number();
    return await(chain.departures(WALLET, safe - 100, safe)).departures();
  }

  /** As an endpoint tells it that knows half of it. */
  private Traced withoutNonce(Departure whole) {
    return new Traced(
        new Departure(
            whole.transaction(),
            whole.logIndex(),
            whole.block(),
            whole.from(),
            whole.to(),
            whole.amount(),
            null),
        null);
  }

  private void send(Request request) {
    await(redis.link().send(request));
  }

  private List<String> keys(String pattern) {
    return await(redis.link().send(Request.cmd(Command.KEYS).arg(pattern))).stream()
        .map(Response::toString)
        .distinct()
        .toList();
  }
}
