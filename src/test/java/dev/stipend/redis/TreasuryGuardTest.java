package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Ceilings;
import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitKind;
import dev.stipend.budget.Reservation;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Scope;
import dev.stipend.budget.Stop;
import dev.stipend.budget.Subject;
import dev.stipend.budget.WindowKind;
import dev.stipend.budget.Windows;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.Notice;
import dev.stipend.treasury.Outflow;
import dev.stipend.treasury.StepOutcome;
import dev.stipend.treasury.TreasuryWatch;
import dev.stipend.x402.Address;
import dev.stipend.x402.Signature;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TreasuryGuardTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Instant NOW = Instant.parse("2026-11-20T09:30:00Z");
  private static final CountingWindows WINDOWS =
      new CountingWindows(Windows.at(NOW, ZoneOffset.UTC), Windows.at(NOW, ZoneOffset.UTC));
  private static final Money PRICE = Money.parseDollars("0.134");
  private static final Money TREASURY = Money.parseDollars("100");
  private static final Stop.Route ROUTE = new Stop.Route("nano-banana-pro", "generate");
  private static final Signature SIGNATURE = Signature.parse("0x" + "1".repeat(128) + "1b");

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final SecureRandom random = new SecureRandom();
  private RedisSpends spends;
  private RedisStops stops;

  @BeforeEach
  void fund() {
    spends = new RedisSpends(redis.link());
    stops = new RedisStops(redis.link());
    await(new RedisFunding(redis.link()).open(Address.parse("0x" + "2".repeat(40)), TREASURY, 1));
  }

  @Test
  void whileEverythingIsStoppedNothingIsReserved() {
    assertThat(await(stops.stop(new Stop.Everything(), "key_1", "incident 12"))).isTrue();

    assertThat(reserve(unbounded()))
        .isInstanceOfSatisfying(
            ReserveOutcome.Stopped.class,
            stopped -> {
              assertThat(stopped.stop().target()).isEqualTo(new Stop.Everything());
              assertThat(stopped.stop().by()).isEqualTo("key_1");
              assertThat(stopped.stop().reason()).isEqualTo("incident 12");
            });
    assertThat(await(stops.lift(new Stop.Everything(), "key_1", "over"))).isTrue();
    assertThat(reserve(unbounded())).isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void whatWasReservedBeforeTheStopIsNotAuthorizedAfterIt() {
    Reservation reservation = reserved(unbounded());
    await(stops.stop(new Stop.Token(), Stop.BY_ITSELF, "the token is paused"));

    assertThat(authorize(reservation)).isInstanceOf(StepOutcome.Stopped.class);
    assertThat(await(spends.giveBack(reservation.spend(), SpendState.RESERVED, "stopped")).holds())
        .isTrue();
  }

  @Test
  void whatWasAuthorizedBeforeTheStopIsFinished() {
    Reservation reservation = reserved(unbounded());
    authorize(reservation);
    await(stops.stop(new Stop.Everything(), "key_1", "incident"));

    assertThat(authorize(reservation)).isEqualTo(new StepOutcome.AlreadyDone());
    assertThat(await(spends.settle(reservation.spend(), "0xaa", "receipt")))
        .isEqualTo(new StepOutcome.Done());
  }

  @Test
  void aStoppedRouteStopsNoOther() {
    await(stops.stop(ROUTE, "key_1", "odd offers"));

    assertThat(reserve(unbounded())).isInstanceOf(ReserveOutcome.Stopped.class);
    assertThat(await(unbounded().reserve(order("edit"), PRICE, WINDOWS, LONG)))
        .isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void aRouteThatKeepsSurprisingIsStoppedUntilSomebodyLiftsIt() {
    assertThat(await(stops.surprised(ROUTE, "foreign_domain: x", 3))).isFalse();
    assertThat(await(stops.surprised(ROUTE, "foreign_domain: x", 3))).isFalse();
    assertThat(reserve(unbounded())).isInstanceOf(ReserveOutcome.Reserved.class);
    assertThat(await(stops.surprised(ROUTE, "payee_not_allowed: 0x1", 3))).isTrue();

    assertThat(await(stops.surprised(ROUTE, "payee_not_allowed: 0x1", 3))).isFalse();
    assertThat(reserve(unbounded()))
        .isInstanceOfSatisfying(
            ReserveOutcome.Stopped.class,
            stopped -> {
              assertThat(stopped.stop().target()).isEqualTo(ROUTE);
              assertThat(stopped.stop().by()).isEqualTo(Stop.BY_ITSELF);
              assertThat(stopped.stop().reason()).isEqualTo("payee_not_allowed: 0x1");
            });
    await(stops.lift(ROUTE, "key_1", "they moved"));
    assertThat(reserve(unbounded())).isInstanceOf(ReserveOutcome.Reserved.class);
    assertThat(await(stops.surprised(ROUTE, "again", 3))).as("counted anew").isFalse();
  }

  @Test
  void aSurpriseThatIsToldAgainCountsOnce() {
    for (String id : List.of("one", "one", "one", "two")) {
      assertThat(
              await(
                      redis
                          .link()
                          .run(
                              Script.ofBooks("surprise"),
                              RedisKeys.BOOKS,
                              ROUTE.text(),
                              id,
                              "foreign_domain: x",
                              "2"))
                  .toString())
          .isEqualTo(id.equals("one") ? "counted" : "stopped");
    }
  }

  @Test
  void surprisesFromBeforeAStopAreForgottenWhenItIsLifted() {
    await(stops.surprised(ROUTE, "foreign_domain: x", 2));
    await(stops.stop(ROUTE, "key_1", "let me look"));
    await(stops.lift(ROUTE, "key_1", "they have mended it"));

    assertThat(await(stops.surprised(ROUTE, "foreign_domain: x", 2))).isFalse();
    assertThat(await(stops.surprised(ROUTE, "foreign_domain: x", 2))).isTrue();
  }

  @Test
  void whoStoppedAndLiftedWhatAndWhyIsKept() {
    await(stops.stop(new Stop.Everything(), "key_1", "incident 12"));
    assertThat(await(stops.stop(new Stop.Everything(), "key_2", "me too"))).isFalse();
    await(stops.lift(new Stop.Everything(), "key_2", "over"));
    assertThat(await(stops.lift(new Stop.Everything(), "key_2", "over"))).isFalse();

    assertThat(await(stops.notices(10, null)).items())
        .extracting(Notice::kind, Notice::subject, Notice::by, Notice::reason)
        .containsExactly(
            tuple("stopped", "all", "key_1", "incident 12"),
            tuple("lifted", "all", "key_2", "over"));
  }

  @Test
  void aCeilingAdmitsExactlyWhatFitsUnderAnyConcurrencyAndWithoutAnyLimit() {
    RedisBudgets bounded = bounded(Money.ofMicros(5 * PRICE.micros() + 99), null);

    List<ReserveOutcome> outcomes =
        await(
                Future.all(
                    IntStream.range(0, 40)
                        .mapToObj(i -> bounded.reserve(order("generate"), PRICE, WINDOWS, LONG))
                        .toList()))
            .list();

    assertThat(outcomes.stream().filter(ReserveOutcome.Reserved.class::isInstance)).hasSize(5);
    assertThat(outcomes.stream().filter(ReserveOutcome.OverCeiling.class::isInstance)).hasSize(35);
  }

  @Test
  void aCeilingIsBrokenByOneMicroDollarAndKeptByNone() {
    Money tooLow = Money.ofMicros(PRICE.micros() - 1);

    assertThat(reserve(bounded(tooLow, null))).isInstanceOf(ReserveOutcome.OverCeiling.class);
    assertThat(reserve(bounded(TREASURY, tooLow))).isInstanceOf(ReserveOutcome.OverCeiling.class);
    assertThat(reserve(bounded(PRICE, PRICE))).isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void aBrokenCeilingTellsWhenItsHourOrDayIsOver() {
    Money tooLow = Money.ofMicros(1);
    Map<RedisBudgets, Duration> ceilings =
        Map.of(
            bounded(tooLow, null),
            Duration.ofHours(1),
            bounded(TREASURY, tooLow),
            Duration.ofDays(1));

    ceilings.forEach(
        (bounded, length) -> {
          Instant before = await(redis.link().booksTime());
          Duration ends = ((ReserveOutcome.OverCeiling) reserve(bounded)).ends();
          Instant after = await(redis.link().booksTime());

          long millis = length.toMillis();
          assertThat(after.plus(ends).toEpochMilli() / millis * millis)
              .as("when the next begins")
              .isGreaterThanOrEqualTo(before.plus(ends).toEpochMilli());
        });
  }

  @Test
  void theCeilingOfADayBindsBesideThatOfAnHour() {
    RedisBudgets bounded = bounded(TREASURY, PRICE);
    reserved(bounded);

    assertThat(reserve(bounded))
        .isInstanceOfSatisfying(
            ReserveOutcome.OverCeiling.class,
            over -> {
              assertThat(over.window()).isEqualTo(WindowKind.DAY);
              assertThat(over.ceiling()).isEqualTo(PRICE);
              assertThat(over.used()).isEqualTo(PRICE);
              assertThat(over.ends()).isPositive().isLessThanOrEqualTo(Duration.ofDays(1));
            });
  }

  @Test
  void noChangeOfALimitMovesACeiling() {
    RedisBudgets bounded = bounded(PRICE, null);
    Scope team = Scope.parse("team:design");
    await(bounded.setLimit(limit(team, PRICE)));
    reserved(bounded);
    await(bounded.removeLimit("team:design/month"));
    await(bounded.setLimit(limit(team, TREASURY)));

    assertThat(reserve(bounded)).isInstanceOf(ReserveOutcome.OverCeiling.class);
  }

  @Test
  void theLimitOfATeamIsToldBeforeTheCeilingOfAll() {
    RedisBudgets bounded = bounded(Money.ofMicros(1), null);
    await(bounded.setLimit(limit(Scope.parse("team:design"), Money.ofMicros(1))));

    assertThat(reserve(bounded)).isInstanceOf(ReserveOutcome.OverLimit.class);
  }

  @Test
  void whatIsGivenBackMayFlowOutAgain() {
    RedisBudgets bounded = bounded(PRICE, PRICE);
    Reservation first = reserved(bounded);
    await(spends.giveBack(first.spend(), SpendState.RESERVED, "deadline"));
    await(spends.giveBack(first.spend(), SpendState.RESERVED, "deadline"));

    reserved(bounded);
    assertThat(reserve(bounded)).isInstanceOf(ReserveOutcome.OverCeiling.class);
  }

  @Test
  void whatFlowedOutIsWhatWasReservedAndNotGivenBack() {
    Reservation settled = reserved(unbounded());
    authorize(settled);
    await(spends.settle(settled.spend(), "0xaa", "receipt"));
    reserved(unbounded());
    await(spends.giveBack(reserved(unbounded()).spend(), SpendState.RESERVED, "deadline"));

    Outflow.Rates rates = await(new RedisOutflow(redis.link()).rates());

    Money two = PRICE.plus(PRICE);
    assertThat(rates.lastDay()).isEqualTo(two);
    assertThat(rates.lastWeek()).isEqualTo(two);
    assertThat(rates.runwayHours(TREASURY)).isEqualTo(100_000_000L * 24 / two.micros());
  }

  @Test
  void aRepeatedReservationFlowsOutOnce() {
    Order order = order("generate");
    for (int i = 0; i < 3; i++) {
      await(unbounded().reserve(order, PRICE, WINDOWS, LONG));
    }

    assertThat(await(new RedisOutflow(redis.link()).rates()).lastDay()).isEqualTo(PRICE);
  }

  @Test
  void whatIsGivenBackLeavesTheHourInWhichItWasReserved() {
    Reservation old = reserved(unbounded());
    reserved(unbounded());
    Instant before = await(redis.link().booksTime()).minus(Duration.ofDays(3));
    reservedAt(old, before);
    String flow = RedisKeys.flow(LocalDate.ofInstant(before, ZoneOffset.UTC));
    String hour = "%02d".formatted(before.atZone(ZoneOffset.UTC).getHour());
    await(redis.link().send(Command.HSET, flow, hour, PRICE.toMicros()));

    await(spends.giveBack(old.spend(), SpendState.RESERVED, "deadline"));

    Outflow.Rates rates = await(new RedisOutflow(redis.link()).rates());
    assertThat(await(redis.link().send(Command.HGET, flow, hour)).toString()).isEqualTo("0");
    assertThat(rates.lastDay()).as("both were reserved today").isEqualTo(PRICE.plus(PRICE));
  }

  @Test
  void whatIsGivenBackLeavesNoTraceInAnHourThatIsKeptNoLonger() {
    Reservation old = reserved(unbounded());
    reservedAt(old, await(redis.link().booksTime()).minus(Duration.ofDays(50)));

    await(spends.giveBack(old.spend(), SpendState.RESERVED, "deadline"));

    assertThat(redis.keys(RedisKeys.BOOKS + ":flow:*")).as("that of today").hasSize(1);
  }

  @Test
  void outflowIsKeptForFortyDays() {
    reserved(unbounded());

    assertThat(redis.keys(RedisKeys.BOOKS + ":flow:*"))
        .singleElement()
        .satisfies(
            day ->
                assertThat(await(redis.link().send(Command.TTL, day)).toLong())
                    .isBetween(Duration.ofDays(39).toSeconds(), Duration.ofDays(40).toSeconds()));
  }

  @Test
  void nothingThatFlowsLastsForEver() {
    assertThat(await(new RedisOutflow(redis.link()).rates()).runwayHours(TREASURY)).isEqualTo(-1);
  }

  @Test
  void aBrokenFloorIsToldOnceByHoweverManyUntilItHoldsAgain() {
    TreasuryWatch one = watch();
    TreasuryWatch other = watch();
    Reservation reservation = reserved(unbounded());

    assertThat(await(one.watch()).isBelowFloor()).isTrue();
    await(other.watch());
    await(one.watch());
    assertThat(kinds()).containsExactly("alarm");
    await(spends.giveBack(reservation.spend(), SpendState.RESERVED, "deadline"));
    await(other.watch());
    await(one.watch());
    assertThat(kinds()).containsExactly("alarm", "over");
    reserved(unbounded());
    await(one.watch());
    assertThat(kinds()).containsExactly("alarm", "over", "alarm");
  }

  private void reservedAt(Reservation reservation, Instant time) {
    String key = RedisKeys.spend(reservation.spend());
    await(redis.link().send(Command.HSET, key, "reservedAt", Long.toString(time.toEpochMilli())));
  }

  private List<String> kinds() {
    return await(stops.notices(10, null)).items().stream().map(Notice::kind).toList();
  }

  private TreasuryWatch watch() {
    return new TreasuryWatch(
        new RedisLedger(redis.link()),
        new RedisOutflow(redis.link()),
        stops,
        new TreasuryWatch.Bounds(Optional.of(TREASURY), Ceilings.NONE));
  }

  private RedisBudgets unbounded() {
    return new RedisBudgets(redis.link());
  }

  private RedisBudgets bounded(Money perHour, @Nullable Money perDay) {
    return new RedisBudgets(
        redis.link(), new Ceilings(Optional.of(perHour), Optional.ofNullable(perDay)));
  }

  private ReserveOutcome reserve(RedisBudgets budgets) {
    return await(budgets.reserve(order("generate"), PRICE, WINDOWS, LONG));
  }

  private Reservation reserved(RedisBudgets budgets) {
    return ((ReserveOutcome.Reserved) reserve(budgets)).reservation();
  }

  private StepOutcome authorize(Reservation reservation) {
    Spend.Cheque cheque =
        new Spend.Cheque(
            "eip155:8453",
            "0xa",
            "0x" + "2".repeat(40),
            "0x" + "3".repeat(40),
            "0x" + "4".repeat(64),
            NOW.getEpochSecond() + 300,
            NOW.getEpochSecond());
    return await(spends.authorize(reservation, cheque, SIGNATURE, LONG));
  }

  private Order order(String operation) {
    return new Order(
        SpendId.make(NOW, random),
        new TeamId("design"),
        "",
        new ApiKeyId("key_00000000"),
        "nano-banana-pro",
        "image",
        operation,
        Map.of(),
        "r");
  }

  private static Limit limit(Scope scope, Money amount) {
    return new Limit(
        scope, WindowKind.MONTH, Subject.ALL, amount, LimitKind.HARD, Limit.THRESHOLDS_DEFAULT);
  }
}
