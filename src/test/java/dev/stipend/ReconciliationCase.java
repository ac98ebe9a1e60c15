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
import dev.stipend.sandbox.Sandbox;
import dev.stipend.sandbox.SandboxSettings;
import dev.stipend.sandbox.SandboxTransfer;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.Funding;
import dev.stipend.treasury.NonceKey;
import dev.stipend.treasury.NonceTags;
import dev.stipend.treasury.Reconciled;
import dev.stipend.treasury.Reconciliation;
import dev.stipend.treasury.ReconciliationBooks.Found;
import dev.stipend.treasury.SpendEnds;
import dev.stipend.treasury.Statement;
import dev.stipend.treasury.Statements;
import dev.stipend.x402.Address;
import dev.stipend.x402.Signature;
import dev.stipend.x402.Token;
import io.vertx.core.Future;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Books and a chain of a sandbox, and what is done with both; the books are audited at the end. */
abstract class ReconciliationCase {

  static final Address WALLET = Address.parse("0x" + "a".repeat(40));
  static final Address PAYEE = Address.parse("0x" + "b".repeat(40));
  static final Signature SIGNATURE = Signature.parse("0x" + "1".repeat(128) + "1b");
  static final Money PRICE = Money.parseDollars("0.134");
  static final long OPENING = 1_000_000_000;
  static final Duration SAFE = Duration.ofSeconds(10);
  static final Duration LONG = Duration.ofMinutes(10);
  static final TeamId DESIGN = new TeamId("design");
  static final Calendar CALENDAR = new Calendar(ZoneOffset.UTC, DayOfWeek.MONDAY);
  static final NonceKey KEY = NonceKey.from(new byte[32]);
  static final NonceTags TAGS = new NonceTags(List.of(KEY));

  @RegisterExtension final RealRedis redis = new RealRedis();

  final SecureRandom random = new SecureRandom();
  final List<SpendId> settledLate = new ArrayList<>();
  boolean isDeaf;
  List<Address> wallets = List.of(WALLET);
  NonceTags tags = TAGS;
  Duration ahead = Duration.ZERO;
  Sandbox sandbox;
  JsonRpcChain chain;
  RedisSpends spends;
  RedisLedger ledger;

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

  void booksEqualChain() {
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

  Reconciliation reconciliation() {
    return reconciliation(chain);
  }

  Reconciliation reconciliation(Chain chain) {
    InstantSource clock = InstantSource.offset(InstantSource.system(), ahead);
    return new Reconciliation(
        new Reconciliation.Sources(
            new RedisReconciliation(redis.link()),
            new RedisFunding(redis.link()),
            ledger,
            new RedisDirectory(redis.link()),
            new Ends()),
        chain,
        new Reconciliation.Purse(wallets, Token.BASE_USDC, tags),
        CALENDAR,
        clock);
  }

  Reconciled run() {
    return await(reconciliation().goOn());
  }

  long found(Found found) {
    return run().count(found);
  }

  Statement statement() {
    return await(
        new Statements(ledger, new RedisReconciliation(redis.link()), chain, wallets).now());
  }

  void open() {
    await(new Funding(new RedisFunding(redis.link()), chain, WALLET).bookNew());
  }

  void bury() {
    pass(SAFE);
  }

  void pass(Duration time) {
    await(sandbox.chain().advance(time));
    ahead = ahead.plus(time);
  }

  void limit(WindowKind window, String dollars) {
    await(
        new RedisBudgets(redis.link())
            .setLimit(new Limit(new Scope.OfTeam(DESIGN), window, Money.parseDollars(dollars))));
  }

  SpendId newId() {
    return SpendId.make(Instant.now(), random);
  }

  ReserveOutcome reserve(SpendId id, Money price) {
    return reserve(id, price, Instant.now());
  }

  /** By the clock of a gateway. */
  ReserveOutcome reserve(SpendId id, Money price, Instant now) {
    Budgets budgets = new RedisBudgets(redis.link());
    CountingWindows windows = new CountingWindows(CALENDAR.at(now), CALENDAR.at(now));
    return await(budgets.reserve(order(id), price, windows, LONG));
  }

  Spend authorized() {
    SpendId id = newId();
    assertThat(reserve(id, PRICE)).isInstanceOf(ReserveOutcome.Reserved.class);
    return authorized(id);
  }

  /** What is reserved already. */
  Spend authorized(SpendId id) {
    await(spends.authorize(new Reservation(id, PRICE, List.of()), cheque(id), SIGNATURE, LONG));
    return spend(id);
  }

  /** Of which the books know nothing. */
  Spend forgotten() {
    SpendId id = newId();
    return new Spend(
        order(id), PRICE, SpendState.AUTHORIZED, id.madeAt(), null, null, cheque(id), null);
  }

  Spend cash(Spend spend) {
    pay(spend.id(), DESIGN, spend.amount(), PAYEE);
    return spend;
  }

  void pay(SpendId id, TeamId team, Money amount, Address payee) {
    await(
        sandbox
            .chain()
            .cash(WALLET.hex(), payee.hex(), amount.micros(), TAGS.nonce(id, team, 0).hex()));
  }

  Spend settled(Spend spend) {
    assertThat(await(spends.settle(spend.id(), "0x" + "7".repeat(64), "a receipt")).holds())
        .isTrue();
    return spend(spend.id());
  }

  Spend.Cheque cheque(SpendId id) {
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

  static Order order(SpendId id) {
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

  Spend spend(SpendId id) {
    return await(ledger.findSpend(id)).orElseThrow();
  }

  List<SandboxTransfer> transfers() {
    return sandbox.chain().transfers();
  }

  List<LedgerRow> rows() {
    return await(ledger.rows(YearMonth.now(ZoneOffset.UTC), 1_000, null)).items();
  }

  private final class Ends implements SpendEnds {

    @Override
    public Future<Void> settledLate(Spend spend) {
      if (isDeaf) {
        return Future.failedFuture("nobody hears");
      }
      settledLate.add(spend.id());
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> givenBack(Spend spend) {
      return Future.succeededFuture();
    }
  }
}
