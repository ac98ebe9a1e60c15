package dev.stipend;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.budget.Limit;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Scope;
import dev.stipend.budget.WindowKind;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.redis.RedisBudgets;
import dev.stipend.redis.RedisDirectory;
import dev.stipend.redis.RedisReconciliation;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Faults;
import dev.stipend.team.Team;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.Departures;
import dev.stipend.treasury.Finality;
import dev.stipend.treasury.Reconciled;
import dev.stipend.treasury.ReconciliationBooks.Found;
import dev.stipend.treasury.ReconciliationBooks.Searched;
import dev.stipend.treasury.Statement;
import dev.stipend.treasury.StepOutcome;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every transfer out of the wallet stands in the books, or is told to be unexplained. */
class ReconciliationTest extends ReconciliationCase {

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
  void spendOfATeamThatHasNothingButRebuiltOnesCountsForTheOrganisation() {
    cash(forgotten());
    bury();
    assertThat(found(Found.REBUILT)).isEqualTo(1);

    await(
        new RedisBudgets(redis.link())
            .setLimit(
                new Limit(new Scope.Organisation(), WindowKind.MONTH, Money.parseDollars("0.15"))));

    assertThat(reserve(newId(), PRICE)).isInstanceOf(ReserveOutcome.OverLimit.class);
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
  void jobOfARestoredSpendIsLookedForEvenWhenWhoRestoredItDiedBeforeHeCouldSay() {
    Spend spend = authorized();
    await(spends.giveBack(spend.id(), SpendState.AUTHORIZED, "never sent"));
    cash(spend);
    bury();
    isDeaf = true;
    assertThat(found(Found.RESTORED)).isEqualTo(1);
    assertThat(settledLate).isEmpty();

    isDeaf = false;
    run();
    run();

    assertThat(settledLate).containsExactly(spend.id());
  }

  @Test
  void spendWhoseTransferWasSeenIsNotGivenBackByMistake() {
    Spend spend = cash(authorized());
    bury();
    assertThat(found(Found.CONFIRMED)).isEqualTo(1);

    assertThat(await(spends.giveBack(spend.id(), SpendState.AUTHORIZED, "somebody's mistake")))
        .isEqualTo(new StepOutcome.Elsewhere(SpendState.AUTHORIZED));

    await(spends.settle(spend.id(), "", "the chain"));
    assertThat(spend(spend.id()).state()).isEqualTo(SpendState.SETTLED);
    assertThat(spend(spend.id()).transaction()).isNotEmpty();
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
  void receiptsAreLookedAfterEvenWhenTheSearchFails() {
    Spend never = settled(authorized());
    pass(Duration.ofMinutes(30));
    Chain unsearchable =
        answering("departures", values -> Future.failedFuture("more than 4 MB of spam"));

    assertThatThrownBy(() -> await(reconciliation(unsearchable).goOn()))
        .hasMessageContaining("spam");

    assertThat(spend(never.id()).state()).isEqualTo(SpendState.VOIDED);
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
  void searchInThousandsOfPiecesComesToItsEnd() throws TimeoutException {
    pass(Duration.ofHours(3));
    long safe = await(chain.head(Finality.SAFE)).number();
    Chain blockByBlock =
        answering(
            "departures",
            values -> Future.succeededFuture(new Departures(List.of(), (long) values[1])));

    Future<Reconciled> done = reconciliation(blockByBlock).from(safe - 7_000);

    assertThat(done.await(2, TimeUnit.MINUTES)).isEqualTo(new Reconciled(Map.of(), Map.of()));
  }

  /** The sandbox's chain, but for one question. */
  private Chain answering(String question, Function<Object[], Future<?>> answer) {
    return (Chain)
        Proxy.newProxyInstance(
            Chain.class.getClassLoader(),
            new Class<?>[] {Chain.class},
            (proxy, asked, values) ->
                asked.getName().equals(question)
                    ? answer.apply(values)
                    : asked.invoke(chain, values));
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
}
