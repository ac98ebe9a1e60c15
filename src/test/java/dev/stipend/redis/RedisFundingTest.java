package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.money.Money;
import dev.stipend.treasury.Deposit;
import dev.stipend.treasury.FundingSearch;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisFundingTest {

  private static final Address WALLET = Address.parse("0x" + "2".repeat(40));
  private static final Address SENDER = Address.parse("0x" + "3".repeat(40));
  private static final Money OPENING = Money.parseDollars("100");
  private static final long OPENED = 1_000;

  @RegisterExtension final RealRedis redis = new RealRedis();

  private RedisFunding books;
  private RedisLedger ledger;

  @BeforeEach
  void start() {
    books = new RedisFunding(redis.link());
    ledger = new RedisLedger(redis.link());
  }

  @Test
  void nothingIsFundedBeforeTheBooksAreOpen() {
    assertThat(await(books.search())).isEmpty();
    assertThatThrownBy(() -> await(books.fund(List.of(deposit(1, 2_000, 5)), 1_001, 2_000)))
        .hasMessageContaining("not_open");
    assertThat(await(ledger.balances())).isEmpty();
  }

  @Test
  void booksAreOpenedOnceByHoweverManyAtOnce() {
    List<Money> booked =
        await(Future.all(IntStream.range(0, 20).mapToObj(i -> open(OPENED + i)).toList())).list();

    assertThat(booked.stream().filter(OPENING::equals)).hasSize(1);
    assertThat(booked.stream().filter(Money.ZERO::equals)).hasSize(19);
    assertThat(await(ledger.balances())).containsEntry("treasury", OPENING.micros());
  }

  @Test
  void emptyWalletOpensTheBooksToo() {
    assertThat(await(books.open(WALLET, Money.ZERO, OPENED))).isEqualTo(Money.ZERO);

    assertThat(await(books.search())).contains(new FundingSearch(WALLET, OPENED, OPENED));
    assertThat(await(ledger.balances())).isEmpty();
  }

  @Test
  void booksThatAreOpenAreNotOpenedAgainEvenIfTheyBeganEmpty() {
    await(books.open(WALLET, Money.ZERO, OPENED));

    assertThat(await(open(OPENED + 9))).isEqualTo(Money.ZERO);
    assertThat(await(books.search())).contains(new FundingSearch(WALLET, OPENED, OPENED));
    assertThat(await(ledger.balances())).isEmpty();
  }

  @Test
  void fundingThatIsKnownIsPartOfTheOpeningBalance() {
    await(open(OPENED));
    await(redis.link().send(Command.DEL, RedisKeys.FUNDING));

    assertThat(await(open(OPENED + 9))).isEqualTo(Money.ZERO);
    assertThat(await(books.search())).contains(new FundingSearch(WALLET, OPENED + 9, OPENED + 9));
    assertThat(await(ledger.balances())).containsEntry("treasury", OPENING.micros());
  }

  @Test
  void depositIsBookedOnceByHoweverManyAtOnce() {
    await(open(OPENED));
    List<Deposit> deposits = List.of(deposit(1, 1_001, 5), deposit(2, 1_001, 7));

    List<Money> booked =
        await(
                Future.all(
                    IntStream.range(0, 20)
                        .mapToObj(i -> books.fund(deposits, 1_001, 1_010))
                        .toList()))
            .list();

    assertThat(booked.stream().mapToLong(Money::micros).sum()).isEqualTo(12);
    assertThat(await(ledger.balances())).containsEntry("treasury", OPENING.micros() + 12);
  }

  @Test
  void depositOfNothingHasNoRow() {
    await(books.open(WALLET, Money.ZERO, OPENED));

    assertThat(await(books.fund(List.of(deposit(1, 1_001, 0)), 1_001, 1_010)))
        .isEqualTo(Money.ZERO);
    assertThat(await(ledger.rows(YearMonth.now(ZoneOffset.UTC), 10, null)).items()).isEmpty();
  }

  @Test
  void transactionThatAnOperatorBookedIsNotBookedAgain() {
    await(open(OPENED));
    Deposit deposit = deposit(1, 1_001, 5);

    assertThat(await(byHand(deposit))).isTrue();
    assertThat(await(byHand(deposit))).isFalse();
    assertThat(await(books.fund(List.of(deposit), 1_001, 1_010))).isEqualTo(Money.ZERO);

    assertThat(await(ledger.balances())).containsEntry("treasury", OPENING.micros() + 5);
  }

  @Test
  void transactionThatTheSearchFoundIsNotBookedByHand() {
    await(open(OPENED));
    Deposit deposit = deposit(1, 1_001, 5);
    await(books.fund(List.of(deposit), 1_001, 1_010));

    assertThat(await(byHand(deposit))).isFalse();
    assertThat(await(byHand(deposit(2, 1_001, 5)))).isTrue();

    assertThat(await(ledger.balances())).containsEntry("treasury", OPENING.micros() + 10);
  }

  @Test
  void everyDepositStandsInTheLedgerWithItsEvidence() {
    await(open(OPENED));
    Deposit deposit = deposit(3, 1_001, 5);

    await(books.fund(List.of(deposit), 1_001, 1_010));

    assertThat(await(ledger.rows(YearMonth.now(ZoneOffset.UTC), 10, null)).items().getLast())
        .satisfies(
            row -> {
              assertThat(row.from()).isEqualTo("funding");
              assertThat(row.to()).isEqualTo("treasury");
              assertThat(row.amount()).isEqualTo(Money.ofMicros(5));
              assertThat(row.facts())
                  .containsEntry("step", "fund")
                  .containsEntry("deposit", deposit.id())
                  .containsEntry("transaction", deposit.transaction().hex())
                  .containsEntry("block", "1001")
                  .containsEntry("sender", SENDER.hex());
            });
  }

  @Test
  void whatCameInUpToTheOpeningIsInItsBalanceAlready() {
    await(open(OPENED));

    assertThat(await(books.fund(List.of(deposit(1, OPENED, 5)), 900, 1_010))).isEqualTo(Money.ZERO);
  }

  @Test
  void searchNeverGoesBackAndNeverLeavesAGap() {
    await(open(OPENED));
    await(books.fund(List.of(), 1_001, 1_500));
    await(books.fund(List.of(), 1_001, 1_200));

    assertThat(await(books.search())).contains(new FundingSearch(WALLET, OPENED, 1_500));
    assertThatThrownBy(() -> await(books.fund(List.of(deposit(1, 1_502, 5)), 1_502, 1_600)))
        .hasMessageContaining("gap");
    assertThat(await(books.search())).contains(new FundingSearch(WALLET, OPENED, 1_500));
    assertThat(await(ledger.balances())).containsEntry("treasury", OPENING.micros());
  }

  private Future<Boolean> byHand(Deposit deposit) {
    return books.book(deposit.amount(), deposit.transaction(), "key_00000001", "seen by eye");
  }

  private Future<Money> open(long block) {
    return books.open(WALLET, OPENING, block);
  }

  private static Deposit deposit(int number, long block, long micros) {
    return new Deposit(
        Bytes32.parse("0x%064x".formatted(number)), 0, block, SENDER, Money.ofMicros(micros));
  }
}
