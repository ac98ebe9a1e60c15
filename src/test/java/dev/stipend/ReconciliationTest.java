package dev.stipend;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Calendar;
import dev.stipend.budget.Limit;
import dev.stipend.budget.Reservation;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Scope;
import dev.stipend.budget.WindowKind;
import dev.stipend.chain.ChainSettings;
import dev.stipend.chain.JsonRpcChain;
import dev.stipend.ledger.LedgerRow;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.redis.RealRedis;
import dev.stipend.redis.RedisAudit;
import dev.stipend.redis.RedisBudgets;
import dev.stipend.redis.RedisDirectory;
import dev.stipend.redis.RedisFunding;
import dev.stipend.redis.RedisLedger;
import dev.stipend.redis.RedisReconciliation;
import dev.stipend.redis.RedisSpends;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Faults;
import dev.stipend.sandbox.Sandbox;
import dev.stipend.sandbox.SandboxSettings;
import dev.stipend.sandbox.SandboxTransfer;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.Team;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.Finality;
import dev.stipend.treasury.Funding;
import dev.stipend.treasury.NonceKey;
import dev.stipend.treasury.NonceTags;
import dev.stipend.treasury.Reconciled;
import dev.stipend.treasury.Reconciliation;
import dev.stipend.treasury.ReconciliationBooks.Found;
import dev.stipend.treasury.ReconciliationBooks.Searched;
import dev.stipend.treasury.SpendEnds;
import dev.stipend.treasury.Statement;
import dev.stipend.treasury.Statements;
import dev.stipend.x402.Address;
import dev.stipend.x402.Signature;
import dev.stipend.x402.Token;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.security.SecureRandom;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every transfer out of the wallet stands in the books, or is told to be unexplained. */
class ReconciliationTest {

  private static final Address WALLET = Address.parse("0x" + "a".repeat(40));
  private static final Address PAYEE = Address.parse("0x" + "b".repeat(40));
  private static final Signature SIGNATURE = Signature.parse("0x" + "1".repeat(128) + "1b");
  private static final Money PRICE = Money.parseDollars("0.134");
  private static final long OPENING = 1_000_000_000;
  private static final Duration SAFE = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final TeamId DESIGN = new TeamId("design");
  private static final Calendar CALENDAR = new Calendar(ZoneOffset.UTC, DayOfWeek.MONDAY);
  private static final NonceTags TAGS = new NonceTags(List.of(NonceKey.from(new byte[32])));

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final SecureRandom random = new SecureRandom();
  private final List<SpendId> settledLate = new ArrayList<>();
  private Duration ahead = Duration.ZERO;
  private Sandbox sandbox;
  private JsonRpcChain chain;
  private RedisSpends spends;
  private RedisLedger ledger;

  @BeforeEach
  void start() {
    sandbox =
        await(
            Sandbox.start(
                redis.vertx(),
                new SandboxSettings(0, null, Duration.ofSeconds(1), Duration.ofSeconds(1))));
    await(sandbox.fundOnce(WALLET.hex(), OPENING));
    chain = new JsonRpcChain(redis.vertx(), ChainSettings.of(sandbox.chainRpc(), Token.BASE_USDC));
    spends = new RedisSpends(redis.link());
    ledger = new RedisLedger(redis.link());
    open();
  }

  @AfterEach
  void stop() {
    assertThat(await(new RedisAudit(redis.link(), InstantSource.system()).run()).differences())
        .isEmpty();
    await(chain.close());
    await(sandbox.close());
  }

  @Test
  void settlementIsProvisionalUntilItsBlockIsSafe() {
    Spend spend = settled(cash(authorized()));

    assertThat(found(Found.CONFIRMED)).isZero();
    assertThat(statement().provisional().amount()).isEqualTo(PRICE);
    assertThat(statement().confirmed()).isZero();

    bury();
    assertThat(found(Found.CONFIRMED)).isEqualTo(1);
    assertThat(found(Found.CONFIRMED)).isZero();
    assertThat(statement().provisional().count()).isZero();
    assertThat(statement().confirmed()).isEqualTo(PRICE.micros());
    assertThat(spend(spend.id()).state()).isEqualTo(SpendState.SETTLED);
    assertThat(Objects.requireNonNull(spend(spend.id()).confirmation()).block())
        .isEqualTo(transfers().getLast().block());
    booksEqualChain();
  }

  @Test
  void spendThatIsStillOpenIsLeftToWhoLooksAfterIt() {
    Spend spend = cash(authorized());
    await(spends.doubt(spend.id(), "no answer", LONG));
    bury();

    assertThat(found(Found.CONFIRMED)).isEqualTo(1);
    assertThat(spend(spend.id()).state()).isEqualTo(SpendState.IN_DOUBT);
    assertThat(settledLate).isEmpty();

    settled(spend);
    assertThat(statement().provisional().count()).isZero();
    booksEqualChain();
  }

  @Test
  void spendThatIsMissingIsRebuiltOnceAndCounts() {
    await(
        new RedisDirectory(redis.link())
            .createTeam(new Team(DESIGN, "Design", "cc-9", ZoneOffset.UTC, true)));
    Spend forgotten = cash(forgotten());
    bury();

    assertThat(
            await(Future.all(IntStream.range(0, 6).mapToObj(i -> reconciliation().goOn()).toList()))
                .<Reconciled>list()
                .stream()
                .mapToLong(done -> done.count(Found.REBUILT))
                .sum())
        .isEqualTo(1);

    Spend rebuilt = spend(forgotten.id());
    assertThat(rebuilt.state()).isEqualTo(SpendState.SETTLED);
    assertThat(rebuilt.order().team()).isEqualTo(DESIGN);
    assertThat(rebuilt.order().costCentre()).isEqualTo("cc-9");
    assertThat(rebuilt.amount()).isEqualTo(PRICE);
    assertThat(rebuilt.transaction()).isEqualTo(transfers().getLast().transaction());
    assertThat(rebuilt.reservedAt()).isEqualTo(forgotten.id().madeAt());
    assertThat(await(ledger.spends(DESIGN, 10, null)).items()).containsExactly(rebuilt);
    assertThat(await(ledger.spends(null, 10, null)).items()).containsExactly(rebuilt);
    booksEqualChain();
  }

  @Test
  void rebuiltSpendCountsAgainstLimitsThatHaveBegunAndThoseToCome() {
    limit(WindowKind.MONTH, "0.30");
    settled(cash(authorized()));
    cash(forgotten());
    bury();
    assertThat(found(Found.REBUILT)).isEqualTo(1);

    assertThat(reserve(newId(), PRICE)).isInstanceOf(ReserveOutcome.OverLimit.class);
    limit(WindowKind.MONTH, "1.00");
    limit(WindowKind.DAY, "0.30");
    assertThat(reserve(newId(), PRICE)).isInstanceOf(ReserveOutcome.OverLimit.class);
    limit(WindowKind.DAY, "0.402");
    assertThat(reserve(newId(), PRICE)).isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void rebuiltSpendThatHasLeftTheBooksIsNotRebuiltAgain() {
    Spend forgotten = cash(forgotten());
    bury();
    assertThat(found(Found.REBUILT)).isEqualTo(1);
    String key = "stipend:{money}:spend:" + forgotten.id();
    await(redis.link().send(Request.cmd(Command.DEL).arg(key)));

    assertThat(await(reconciliation().from(1_000_000)).count(Found.REBUILT)).isZero();

    assertThat(await(ledger.balances())).containsEntry("spent:design", PRICE.micros());
    redis.empty();
  }

  @Test
  void differenceThatPaymentsUnderWayExplainIsToldAsSuch() {
    settled(cash(authorized()));
    cash(authorized());
    Statement before = statement();
    Statement.Seen seen = Objects.requireNonNull(before.seen());
    assertThat(before.difference(seen)).isEqualTo(PRICE.micros());
    assertThat(before.unaccounted(seen)).isZero();

    bury();

    Statement after = statement();
    seen = Objects.requireNonNull(after.seen());
    assertThat(after.difference(seen)).isEqualTo(-PRICE.micros());
    assertThat(after.unaccounted(seen)).isZero();
  }

  @Test
  void booksAreToldEvenWhenTheChainIsNot() {
    settled(cash(authorized()));
    sandbox.faults().arm(Fault.RPC_DOWN, Faults.UNTIL_CLEARED, Map.of());

    assertThat(statement().seen()).isNull();
    assertThat(statement().provisional().amount()).isEqualTo(PRICE);
  }

  @Test
  void spendThatWasGivenBackAndCashedAllTheSameIsSpent() {
    Spend spend = authorized();
    await(spends.giveBack(spend.id(), SpendState.AUTHORIZED, "never sent"));
    cash(spend);
    bury();

    assertThat(found(Found.RESTORED)).isEqualTo(1);
    assertThat(found(Found.RESTORED)).isZero();

    assertThat(spend(spend.id()).state()).isEqualTo(SpendState.SETTLED);
    assertThat(settledLate).containsExactly(spend.id());
    booksEqualChain();
  }

  @Test
  void spendThatIsGivenBackAfterItsTransferWasSeenIsSpentAllTheSame() {
    Spend spend = cash(authorized());
    bury();
    assertThat(found(Found.CONFIRMED)).isEqualTo(1);
    await(spends.giveBack(spend.id(), SpendState.AUTHORIZED, "somebody's mistake"));

    assertThat(found(Found.RESTORED)).isEqualTo(1);
    assertThat(found(Found.RESTORED)).isZero();

    assertThat(spend(spend.id()).state()).isEqualTo(SpendState.SETTLED);
    booksEqualChain();
  }

  @Test
  void spendWhoseAuthorizationWasForgottenIsSpent() {
    SpendId id = newId();
    assertThat(reserve(id, PRICE)).isInstanceOf(ReserveOutcome.Reserved.class);
    pay(id, DESIGN, PRICE, PAYEE);
    bury();

    assertThat(found(Found.RESTORED)).isEqualTo(1);

    assertThat(spend(id).state()).isEqualTo(SpendState.SETTLED);
    booksEqualChain();
  }

  @Test
  void whatNobodyHereAuthorizedIsUnexplainedOnceAndTheBooksStillEqualTheChain() {
    await(sandbox.chain().send(WALLET.hex(), PAYEE.hex(), 5_000_000));
    await(sandbox.chain().send(WALLET.hex(), PAYEE.hex(), 0));
    await(sandbox.chain().send(WALLET.hex(), WALLET.hex(), 7));
    bury();

    assertThat(found(Found.UNEXPLAINED)).isEqualTo(1);
    assertThat(found(Found.UNEXPLAINED)).isZero();
    assertThat(await(reconciliation().from(1_000_000)).count(Found.UNEXPLAINED)).isZero();

    assertThat(statement().unexplained()).isEqualTo(5_000_000);
    assertThat(rows().getLast().facts())
        .containsEntry("step", "unexplained")
        .containsKey("transaction")
        .containsKey("block");
    booksEqualChain();
  }

  @Test
  void paymentOfAnotherAmountOrToAnotherPayeeThanWrittenDownIsUnexplained() {
    SpendId dearer = authorized().id();
    SpendId elsewhere = authorized().id();
    pay(dearer, DESIGN, Money.parseDollars("9"), PAYEE);
    pay(elsewhere, DESIGN, PRICE, Address.parse("0x" + "c".repeat(40)));
    bury();

    assertThat(found(Found.UNEXPLAINED)).isEqualTo(2);
    assertThat(spend(dearer).state()).isEqualTo(SpendState.AUTHORIZED);
    assertThat(rows().getLast().facts()).containsEntry("claims", elsewhere.value());
  }

  @Test
  void receiptForATransferThatNeverHappenedIsTakenBackWhenItCannotHappenAnyMore() {
    limit(WindowKind.MONTH, "0.15");
    Spend spend = settled(authorized());
    bury();
    run();
    assertThat(spend(spend.id()).state()).isEqualTo(SpendState.SETTLED);

    pass(Duration.ofMinutes(30));
    run();
    run();

    assertThat(spend(spend.id()).state()).isEqualTo(SpendState.VOIDED);
    assertThat(spend(spend.id()).reason()).contains("the receipt was for no transfer");
    assertThat(rows().getLast().facts()).containsEntry("step", "correct");
    assertThat(statement().provisional().count()).isZero();
    assertThat(reserve(newId(), PRICE)).isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void transferThatTheSearchMissedIsFoundByItsAuthorization() {
    Spend spend = settled(cash(authorized()));
    bury();
    long safe = await(chain.head(Finality.SAFE)).number();
    await(
        new RedisReconciliation(redis.link())
            .book(List.of(), new Searched(safe - 20, safe + 1_000)));
    pass(Duration.ofMinutes(30));

    run();

    assertThat(statement().provisional().count()).isZero();
    assertThat(spend(spend.id()).state()).isEqualTo(SpendState.SETTLED);
  }

  @Test
  void chainThatCannotBeReadChangesNothing() {
    settled(cash(authorized()));
    cash(forgotten());
    bury();
    for (Fault fault : List.of(Fault.RPC_ERROR, Fault.RPC_DOWN, Fault.RPC_GARBAGE)) {
      sandbox.faults().arm(fault, Faults.UNTIL_CLEARED, Map.of());
      assertThat(reconciliation().goOn().transform(ended -> Future.succeededFuture(ended.failed())))
          .satisfies(failed -> assertThat(await(failed)).isTrue());
      sandbox.faults().clear();
    }
    assertThat(statement().provisional().count()).isEqualTo(1);

    Reconciled done = run();

    assertThat(done.count(Found.CONFIRMED)).isEqualTo(1);
    assertThat(done.count(Found.REBUILT)).isEqualTo(1);
    booksEqualChain();
  }

  @Test
  void booksThatAreLostAreRebuiltToTheMicroDollar() {
    for (int i = 1; i <= 250; i++) {
      pay(newId(), new TeamId("team-" + i % 7), Money.ofMicros(1_000 + i), PAYEE);
    }
    bury();
    redis.empty();
    open();
    cash(forgotten());
    bury();

    Reconciled done = await(reconciliation().from(1_000_000));
    assertThat(done.count(Found.REBUILT)).isEqualTo(251);
    assertThat(await(reconciliation().from(1_000_000)).count(Found.REBUILT)).isZero();

    for (int team = 0; team < 7; team++) {
      long expected = 0;
      for (int i = 1; i <= 250; i++) {
        expected += i % 7 == team ? 1_000 + i : 0;
      }
      assertThat(await(ledger.balances())).containsEntry("spent:team-" + team, expected);
    }
    assertThat(statement().cameIn()).isEqualTo(OPENING);
    booksEqualChain();
  }

  private void booksEqualChain() {
    Statement statement = statement();
    Statement.Seen seen = Objects.requireNonNull(statement.seen());
    assertThat(statement.difference(seen)).isZero();
    assertThat(statement.unaccounted(seen)).isZero();
    long paid =
        transfers().stream()
            .filter(each -> each.from().equals(WALLET.hex()) && !each.to().equals(WALLET.hex()))
            .mapToLong(SandboxTransfer::micros)
            .sum();
    assertThat(statement.confirmed() + statement.unexplained()).isEqualTo(paid);
  }

  private Reconciliation reconciliation() {
    InstantSource clock = InstantSource.offset(InstantSource.system(), ahead);
    return new Reconciliation(
        new Reconciliation.Sources(
            new RedisReconciliation(redis.link()),
            new RedisFunding(redis.link()),
            ledger,
            new RedisDirectory(redis.link()),
            new Ends()),
        chain,
        new Reconciliation.Purse(List.of(WALLET), Token.BASE_USDC, TAGS),
        CALENDAR,
        clock);
  }

  private Reconciled run() {
    return await(reconciliation().goOn());
  }

  private long found(Found found) {
    return run().count(found);
  }

  private Statement statement() {
    return await(
        new Statements(ledger, new RedisReconciliation(redis.link()), chain, List.of(WALLET))
            .now());
  }

  private void open() {
    await(new Funding(new RedisFunding(redis.link()), chain, WALLET).bookNew());
  }

  private void bury() {
    pass(SAFE);
  }

  private void pass(Duration time) {
    await(sandbox.chain().advance(time));
    ahead = ahead.plus(time);
  }

  private void limit(WindowKind window, String dollars) {
    await(
        new RedisBudgets(redis.link())
            .setLimit(new Limit(new Scope.OfTeam(DESIGN), window, Money.parseDollars(dollars))));
  }

  private SpendId newId() {
    return SpendId.make(Instant.now(), random);
  }

  private ReserveOutcome reserve(SpendId id, Money price) {
    Budgets budgets = new RedisBudgets(redis.link());
    CountingWindows windows =
        new CountingWindows(CALENDAR.at(Instant.now()), CALENDAR.at(Instant.now()));
    return await(budgets.reserve(order(id), price, windows, LONG));
  }

  private Spend authorized() {
    SpendId id = newId();
    assertThat(reserve(id, PRICE)).isInstanceOf(ReserveOutcome.Reserved.class);
    await(spends.authorize(new Reservation(id, PRICE, List.of()), cheque(id), SIGNATURE, LONG));
    return spend(id);
  }

  /** Of which the books know nothing. */
  private Spend forgotten() {
    SpendId id = newId();
    return new Spend(
        order(id), PRICE, SpendState.AUTHORIZED, id.madeAt(), null, null, cheque(id), null);
  }

  private Spend cash(Spend spend) {
    pay(spend.id(), DESIGN, spend.amount(), PAYEE);
    return spend;
  }

  private void pay(SpendId id, TeamId team, Money amount, Address payee) {
    await(
        sandbox
            .chain()
            .cash(WALLET.hex(), payee.hex(), amount.micros(), TAGS.nonce(id, team, 0).hex()));
  }

  private Spend settled(Spend spend) {
    assertThat(await(spends.settle(spend.id(), "0x" + "7".repeat(64), "a receipt")).holds())
        .isTrue();
    return spend(spend.id());
  }

  private Spend.Cheque cheque(SpendId id) {
    long now = Instant.now().getEpochSecond();
    return new Spend.Cheque(
        Token.BASE_USDC.network().caip2(),
        Token.BASE_USDC.contract().hex(),
        WALLET.hex(),
        PAYEE.hex(),
        TAGS.nonce(id, DESIGN, 0).hex(),
        now + 300,
        now);
  }

  private static Order order(SpendId id) {
    return new Order(
        id,
        DESIGN,
        "",
        new ApiKeyId("key_00000000"),
        "nano-banana-pro",
        "image",
        "generate",
        Map.of(),
        "req");
  }

  private Spend spend(SpendId id) {
    return await(ledger.findSpend(id)).orElseThrow();
  }

  private List<SandboxTransfer> transfers() {
    return sandbox.chain().transfers();
  }

  private List<LedgerRow> rows() {
    return await(ledger.rows(YearMonth.now(ZoneOffset.UTC), 1_000, null)).items();
  }

  private final class Ends implements SpendEnds {

    @Override
    public Future<Void> settledLate(Spend spend) {
      settledLate.add(spend.id());
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> givenBack(Spend spend) {
      return Future.succeededFuture();
    }
  }
}
