package dev.stipend;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.chain.ChainSettings;
import dev.stipend.chain.JsonRpcChain;
import dev.stipend.ledger.LedgerRow;
import dev.stipend.money.Money;
import dev.stipend.redis.RealRedis;
import dev.stipend.redis.RedisFunding;
import dev.stipend.redis.RedisLedger;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Faults;
import dev.stipend.sandbox.Sandbox;
import dev.stipend.sandbox.SandboxSettings;
import dev.stipend.treasury.Funding;
import dev.stipend.treasury.FundingSearch;
import dev.stipend.x402.Address;
import dev.stipend.x402.Token;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Money enters the books by transfers the chain calls safe, and by nothing else. */
class FundingTest {

  private static final Address WALLET = Address.parse("0x" + "a".repeat(40));
  private static final Address FRIEND = Address.parse("0x" + "b".repeat(40));
  private static final long OPENING = 1_000_000_000;
  private static final Duration SAFE = Duration.ofSeconds(10);

  @RegisterExtension final RealRedis redis = new RealRedis();

  private Sandbox sandbox;
  private JsonRpcChain chain;

  @BeforeEach
  void start() {
    sandbox =
        await(
            Sandbox.start(
                redis.vertx(),
                new SandboxSettings(0, null, Duration.ofSeconds(1), Duration.ofSeconds(1))));
    await(sandbox.fundOnce(WALLET.hex(), OPENING));
    await(sandbox.fundOnce(FRIEND.hex(), OPENING));
    chain = chain();
  }

  @AfterEach
  void stop() {
    await(chain.close());
    await(sandbox.close());
  }

  @Test
  void booksOpenWithTheBalanceAndOnlyOnce() {
    assertThat(bookNew()).isEqualTo(OPENING);
    assertThat(bookNew()).isZero();

    assertThat(rows()).hasSize(1);
    assertThat(rows().getFirst().facts()).containsEntry("step", "open").containsKey("block");
    assertThat(treasury()).isEqualTo(OPENING);
  }

  @Test
  void twoGatewaysThatOpenTogetherBookTheBalanceOnce() {
    JsonRpcChain other = chain();

    List<Money> booked =
        await(Future.all(List.of(funding(chain).bookNew(), funding(other).bookNew()))).list();

    assertThat(booked.stream().mapToLong(Money::micros).sum()).isEqualTo(OPENING);
    assertThat(treasury()).isEqualTo(OPENING);
    await(other.close());
  }

  @Test
  void depositIsBookedWhenItsBlockIsSafeAndNotBefore() {
    bookNew();
    send(FRIEND, WALLET, 5_000_000);

    assertThat(bookNew()).isZero();
    await(sandbox.chain().advance(SAFE));
    assertThat(bookNew()).isEqualTo(5_000_000);
    assertThat(bookNew()).isZero();

    assertThat(rows().getLast().facts())
        .containsEntry("step", "fund")
        .containsEntry("sender", FRIEND.hex())
        .containsEntry("transaction", sandbox.chain().transfers().getLast().transaction())
        .containsEntry("block", Long.toString(sandbox.chain().transfers().getLast().block()));
  }

  @Test
  void manyGatewaysBookManyDepositsOnceEach() {
    bookNew();
    for (int i = 1; i <= 20; i++) {
      send(FRIEND, WALLET, i);
    }
    await(sandbox.chain().advance(SAFE));

    List<Money> booked =
        await(Future.all(IntStream.range(0, 8).mapToObj(i -> funding(chain).bookNew()).toList()))
            .list();

    assertThat(booked.stream().mapToLong(Money::micros).sum()).isEqualTo(210);
    assertThat(treasury()).isEqualTo(OPENING + 210);
    assertThat(rows()).hasSize(21);
  }

  @Test
  void nodeThatHasNotSeenOurPaymentsFundsNothing() {
    bookNew();
    send(WALLET, FRIEND, 300_000_000);
    await(sandbox.chain().advance(SAFE));
    sandbox.faults().arm(Fault.NODE_LAGS, Faults.UNTIL_CLEARED, Map.of("blocks", "60"));

    assertThat(bookNew()).isZero();
    sandbox.faults().clear();
    assertThat(bookNew()).isZero();

    assertThat(treasury()).isEqualTo(OPENING);
  }

  @Test
  void safeBlockThatLagsDelaysADepositAndLosesNone() {
    bookNew();
    send(FRIEND, WALLET, 7);
    await(sandbox.chain().advance(SAFE));
    sandbox.faults().arm(Fault.SAFE_BLOCK_LAGS, Faults.UNTIL_CLEARED, Map.of("blocks", "60"));

    assertThat(bookNew()).isZero();
    sandbox.faults().clear();

    assertThat(bookNew()).isEqualTo(7);
  }

  @Test
  void depositThatALaggingNodeKeptQuietIsFoundTheNextTime() {
    bookNew();
    send(FRIEND, WALLET, 7);
    await(sandbox.chain().advance(SAFE));
    RedisFunding books = new RedisFunding(redis.link());
    long searched = await(books.search()).orElseThrow().searched();
    await(books.fund(List.of(), searched + 1, searched + 6));

    assertThat(bookNew()).isEqualTo(7);
    assertThat(bookNew()).isZero();
  }

  @Test
  void transferToOneselfAndTransferOfNothingFundNothing() {
    bookNew();
    send(WALLET, WALLET, 5);
    send(FRIEND, WALLET, 0);
    await(sandbox.chain().advance(SAFE));

    assertThat(bookNew()).isZero();
    assertThat(rows()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"RPC_ERROR", "RPC_DOWN", "RPC_GARBAGE", "RPC_DROP", "WRONG_CHAIN"})
  void chainThatCannotBeReadFundsNothingAndLosesNothing(Fault fault) {
    sandbox.faults().arm(fault, Faults.UNTIL_CLEARED, Map.of());
    assertThatThrownBy(this::bookNew).isNotNull();
    assertThat(rows()).isEmpty();
    sandbox.faults().clear();
    assertThat(bookNew()).isEqualTo(OPENING);

    send(FRIEND, WALLET, 7);
    await(sandbox.chain().advance(SAFE));
    if (fault != Fault.WRONG_CHAIN) {
      sandbox.faults().arm(fault, Faults.UNTIL_CLEARED, Map.of());
      assertThatThrownBy(this::bookNew).isNotNull();
      sandbox.faults().clear();
    }

    assertThat(bookNew()).isEqualTo(7);
  }

  @Test
  void monthOfSilenceIsCaughtUpBeatByBeat() {
    bookNew();
    send(FRIEND, WALLET, 1);
    await(sandbox.chain().advance(Duration.ofDays(15)));
    send(FRIEND, WALLET, 2);
    await(sandbox.chain().advance(Duration.ofDays(15)));
    send(FRIEND, WALLET, 4);
    await(sandbox.chain().advance(SAFE));
    long before = searched();

    assertThat(bookNew()).isEqualTo(1);
    assertThat(searched() - before).isLessThanOrEqualTo(25 * 2_000);
    long booked = 1;
    for (int beat = 0; beat < 40; beat++) {
      booked += bookNew();
    }

    assertThat(booked).isEqualTo(7);
  }

  @Test
  void endpointThatAllowsFewBlocksIsAskedForFew() {
    bookNew();
    await(sandbox.chain().advance(Duration.ofMinutes(30)));
    send(FRIEND, WALLET, 3);
    await(sandbox.chain().advance(SAFE));
    sandbox.faults().arm(Fault.LOGS_LIMITED, Faults.UNTIL_CLEARED, Map.of("blocks", "10"));

    long booked = 0;
    for (int beat = 0; beat < 15 && booked == 0; beat++) {
      booked += bookNew();
    }

    assertThat(booked).isEqualTo(3);
  }

  @Test
  void anotherWalletDoesNotTakeTheBooksOver() {
    bookNew();
    Funding other = new Funding(new RedisFunding(redis.link()), chain, FRIEND);

    assertThatThrownBy(() -> await(other.bookNew())).hasMessageContaining(WALLET.hex());
    assertThat(treasury()).isEqualTo(OPENING);
  }

  @Test
  void aSuccessorTakesTheBooksOver() {
    Address next = Address.parse("0x" + "c".repeat(40));
    bookNew();
    Funding successor = new Funding(new RedisFunding(redis.link()), chain, next, List.of(WALLET));
    send(FRIEND, next, 7_000_000);
    send(FRIEND, WALLET, 2_000_000);
    send(WALLET, next, 300_000_000);
    await(sandbox.chain().advance(SAFE));

    assertThat(await(successor.bookNew()).micros()).isEqualTo(9_000_000);
    assertThat(await(successor.bookNew()).micros()).isZero();

    assertThat(treasury()).isEqualTo(OPENING + 9_000_000);
  }

  @Test
  void newBooksBeginWithWhatAllWalletsHave() {
    Funding both = new Funding(new RedisFunding(redis.link()), chain, WALLET, List.of(FRIEND));

    assertThat(await(both.bookNew()).micros()).isEqualTo(2 * OPENING);
  }

  private JsonRpcChain chain() {
    return new JsonRpcChain(redis.vertx(), ChainSettings.of(sandbox.chainRpc(), Token.BASE_USDC));
  }

  private Funding funding(JsonRpcChain from) {
    return new Funding(new RedisFunding(redis.link()), from, WALLET);
  }

  private long bookNew() {
    return await(funding(chain).bookNew()).micros();
  }

  private void send(Address from, Address to, long micros) {
    await(sandbox.chain().send(from.hex(), to.hex(), micros));
  }

  private long treasury() {
    return await(new RedisLedger(redis.link()).balances()).getOrDefault("treasury", 0L);
  }

  private long searched() {
    return await(new RedisFunding(redis.link()).search())
        .map(FundingSearch::searched)
        .orElseThrow();
  }

  private List<LedgerRow> rows() {
    YearMonth month = YearMonth.now(ZoneOffset.UTC);
    return await(new RedisLedger(redis.link()).rows(month, 100, null)).items();
  }
}
