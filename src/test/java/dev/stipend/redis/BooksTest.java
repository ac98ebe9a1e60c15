package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitEvent;
import dev.stipend.budget.LimitKind;
import dev.stipend.budget.LimitUse;
import dev.stipend.budget.Raise;
import dev.stipend.budget.Reservation;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Scope;
import dev.stipend.budget.Subject;
import dev.stipend.budget.WindowKind;
import dev.stipend.budget.Windows;
import dev.stipend.ledger.LedgerRow;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.StepOutcome;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BooksTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Instant NOW = Instant.parse("2026-11-20T09:30:00Z");
  private static final CountingWindows WINDOWS =
      new CountingWindows(Windows.at(NOW, ZoneOffset.UTC), Windows.at(NOW, ZoneOffset.UTC));
  private static final TeamId DESIGN = new TeamId("design");
  private static final ApiKeyId KEY = new ApiKeyId("key_00000000");
  private static final Money PRICE = Money.parseDollars("0.134");
  private static final Address WALLET = Address.parse("0x" + "2".repeat(40));
  private static final Money TREASURY = Money.parseDollars("100");

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final SecureRandom random = new SecureRandom();
  private RedisBudgets budgets;
  private RedisSpends spends;
  private RedisLedger ledger;

  @BeforeEach
  void fund() {
    budgets = new RedisBudgets(redis.link());
    spends = new RedisSpends(redis.link());
    ledger = new RedisLedger(redis.link());
    assertThat(await(new RedisFunding(redis.link()).open(WALLET, TREASURY, 1))).isEqualTo(TREASURY);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsGivenBackMayBeReservedAgainInEveryWindow(WindowKind window) {
    limit(Scope.parse("team:design"), window, PRICE);
    for (int i = 0; i < 3; i++) {
      Reservation reservation = reserve(order());
      assertThat(await(budgets.reserve(order(), PRICE, WINDOWS, LONG)))
          .isInstanceOf(ReserveOutcome.OverLimit.class);
      await(spends.giveBack(reservation.spend(), SpendState.RESERVED, "not wanted"));
    }
  }

  @Test
  void whatWasBoughtWhileALimitWasAwayCountsWhenItIsBack() {
    Scope team = Scope.parse("team:design");
    limit(team, WindowKind.MONTH, Money.parseDollars("9"));
    reserve(order());
    await(budgets.removeLimit("team:design/month"));
    reserve(order());

    limit(team, WindowKind.MONTH, PRICE.plus(PRICE));

    assertThat(await(budgets.reserve(order(), PRICE, WINDOWS, LONG)))
        .isInstanceOf(ReserveOutcome.OverLimit.class);
  }

  /** A rejected call adds up once; the next one reads a counter. */
  @Test
  void aLimitBelowItsUseIsAddedUpOnce() {
    reserve(order());
    limit(Scope.parse("org"), WindowKind.MONTH, Money.ofMicros(1));
    for (int i = 0; i < 2; i++) {
      assertThat(await(budgets.reserve(order(), PRICE, WINDOWS, LONG)))
          .isInstanceOf(ReserveOutcome.OverLimit.class);
      assertThat(await(redis.link().send(Command.HLEN, RedisKeys.BOOKS + ":count")).toInteger())
          .isEqualTo(2);
    }
  }

  /** 20 November in Auckland is another day than in UTC, though both have one id. */
  @Test
  void twoCalendarsShareNoCounter() {
    limit(Scope.parse("team:design"), WindowKind.DAY, PRICE);
    Windows auckland = at("2026-11-19T12:30:00Z", "Pacific/Auckland");
    Windows utc = at("2026-11-20T14:30:00Z", "UTC");
    Order first = order();
    await(budgets.reserve(first, PRICE, new CountingWindows(utc, auckland), LONG));
    CountingWindows changed = new CountingWindows(utc, utc);
    assertThat(await(budgets.reserve(order(), PRICE, changed, LONG)))
        .isInstanceOf(ReserveOutcome.Reserved.class);

    await(spends.giveBack(first.id(), SpendState.RESERVED, "not wanted"));

    assertThat(await(budgets.reserve(order(), PRICE, changed, LONG)))
        .isInstanceOf(ReserveOutcome.OverLimit.class);
  }

  @Test
  void aLimitWhoseFastFormIsMissingIsEnforcedAfterAStart() {
    limit(Scope.parse("org"), WindowKind.MONTH, Money.ofMicros(1));
    await(redis.link().send(Command.HDEL, RedisKeys.LIMIT, "org!"));

    await(budgets.repack());

    assertThat(await(budgets.reserve(order(), PRICE, WINDOWS, LONG)))
        .isInstanceOf(ReserveOutcome.OverLimit.class);
  }

  private static Windows at(String instant, String zone) {
    return Windows.at(Instant.parse(instant), ZoneId.of(zone));
  }

  @Test
  void aHardLimitAdmitsExactlyWhatFitsUnderAnyConcurrency() {
    limit(Scope.parse("team:design"), WindowKind.MONTH, Money.ofMicros(37 * PRICE.micros() + 99));

    List<ReserveOutcome> outcomes =
        await(
                Future.all(
                    IntStream.range(0, 200)
                        .mapToObj(i -> budgets.reserve(order(), PRICE, WINDOWS, LONG))
                        .toList()))
            .list();

    assertThat(outcomes.stream().filter(ReserveOutcome.Reserved.class::isInstance)).hasSize(37);
    assertThat(outcomes.stream().filter(ReserveOutcome.OverLimit.class::isInstance)).hasSize(163);
    redis.auditLimits();
  }

  @ParameterizedTest
  @EnumSource(WindowKind.class)
  void everyWindowOnEveryScopeBinds(WindowKind window) {
    for (String scope : List.of("org", "team:design", "key:key_00000000")) {
      limit(Scope.parse(scope), window, PRICE);
    }
    reserve(order());

    ReserveOutcome second = await(budgets.reserve(order(), Money.ofMicros(1), WINDOWS, LONG));

    assertThat(second)
        .isInstanceOfSatisfying(
            ReserveOutcome.OverLimit.class,
            over -> {
              assertThat(over.use().limit().scope()).isEqualTo(new Scope.Organisation());
              assertThat(over.use().limit().window()).isEqualTo(window);
              assertThat(over.use().held()).isEqualTo(PRICE);
              assertThat(over.use().left()).isEqualTo(Money.ZERO);
            });
  }

  @Test
  void aLimitSetLaterCountsWhatWasUsedBefore() {
    settle(reserve(order()));
    limit(Scope.parse("team:design"), WindowKind.MONTH, Money.parseDollars("0.2"));

    assertThat(await(budgets.reserve(order(), PRICE, WINDOWS, LONG)))
        .isInstanceOfSatisfying(
            ReserveOutcome.OverLimit.class,
            over -> assertThat(over.use().settled()).isEqualTo(PRICE));
  }

  @Test
  void whatCountsStandsAtTheDayOfItsReservation() {
    CountingWindows april = month("2027-04-01T00:00:00Z");
    await(budgets.reserve(order(), PRICE, april, LONG));
    limit(Scope.parse("team:design"), WindowKind.DAY, PRICE);

    assertThat(await(budgets.reserve(order(), PRICE, april, LONG)))
        .isInstanceOf(ReserveOutcome.OverLimit.class);
    assertThat(await(budgets.reserve(order(), PRICE, month("2027-05-01T00:00:00Z"), LONG)))
        .isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void whatCountsWhereAWindowEndsCountsInTheNext() {
    ZoneOffset cairo = ZoneOffset.ofHours(2);
    await(budgets.reserve(order(), PRICE, windows("2027-04-01T22:00:00Z", cairo), LONG));
    limit(Scope.parse("team:design"), WindowKind.DAY, PRICE);

    assertThat(await(budgets.reserve(order(), PRICE, windows("2027-04-01T12:00:00Z", cairo), LONG)))
        .isInstanceOf(ReserveOutcome.Reserved.class);
    assertThat(await(budgets.reserve(order(), PRICE, windows("2027-04-02T12:00:00Z", cairo), LONG)))
        .isInstanceOf(ReserveOutcome.OverLimit.class);
  }

  @Test
  void theOrganisationCountsByItsOwnCalendar() {
    limit(Scope.parse("org"), WindowKind.MONTH, TREASURY);
    limit(Scope.parse("team:design"), WindowKind.MONTH, TREASURY);
    Windows march = Windows.at(Instant.parse("2027-03-31T23:30:00Z"), ZoneOffset.UTC);
    Windows april = Windows.at(Instant.parse("2027-03-31T23:30:00Z"), ZoneOffset.ofHours(2));

    ReserveOutcome outcome =
        await(budgets.reserve(order(), PRICE, new CountingWindows(march, april), LONG));

    assertThat(((ReserveOutcome.Reserved) outcome).reservation().left())
        .extracting(left -> left.limit().scope().text() + " " + left.windowId())
        .containsExactly("org 2027-03", "team:design 2027-04");
  }

  @Test
  void whatOneApiKeyUsedDoesNotCountForAnother() {
    reserve(order());
    limit(Scope.parse("key:key_99999999"), WindowKind.MONTH, PRICE);

    assertThat(useNow("team:design", "key:key_99999999").used()).isEqualTo(Money.ZERO);
  }

  @Test
  void whatIsHeldFromAnotherWindowIsNotShownAsHeldInThisOne() {
    limit(Scope.parse("team:design"), WindowKind.MONTH, TREASURY);
    await(budgets.reserve(order(), PRICE, month("2027-04-01T00:00:00Z"), LONG));

    assertThat(useNow("team:design").held()).isEqualTo(Money.ZERO);
  }

  @Test
  void whatCountsByDaysIsKeptForFourHundred() {
    reserve(order());

    assertThat(redis.keys(RedisKeys.BOOKS + ":use:*:2026-11-20"))
        .singleElement()
        .satisfies(
            day ->
                assertThat(await(redis.link().send(Command.TTL, day)).toLong())
                    .isBetween(Duration.ofDays(399).toSeconds(), Duration.ofDays(400).toSeconds()));
  }

  @Test
  void whatIsSettledLeavesNothingAmongWhatIsOpen() {
    settle(reserve(order()));

    assertThat(redis.keys(RedisKeys.BOOKS + ":open:*")).isEmpty();
    assertThat(redis.keys(RedisKeys.OPEN_SPENDS)).isEmpty();
  }

  @Test
  void aLimitLoweredBelowItsUseBlocksNewCallsAndBreaksNoOldOne() {
    limit(Scope.parse("team:design"), WindowKind.MONTH, Money.parseDollars("1"));
    Reservation held = reserve(order());
    limit(Scope.parse("team:design"), WindowKind.MONTH, Money.parseDollars("0.01"));

    assertThat(await(budgets.reserve(order(), PRICE, WINDOWS, LONG)))
        .isInstanceOf(ReserveOutcome.OverLimit.class);
    assertThat(settle(held)).isInstanceOf(StepOutcome.Done.class);
  }

  @Test
  void theNextWindowStartsAtZeroByItself() {
    limit(Scope.parse("team:design"), WindowKind.MONTH, PRICE);
    reserve(order());
    Windows december = Windows.at(Instant.parse("2026-12-01T00:00:00Z"), ZoneOffset.UTC);

    assertThat(
            await(budgets.reserve(order(), PRICE, new CountingWindows(december, december), LONG)))
        .isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void onlyTheLastTwoWindowsOfALimitHaveCounters() {
    limit(Scope.parse("team:design"), WindowKind.MONTH, Money.ofMicros(2 * PRICE.micros()));
    CountingWindows december = month("2026-12-01T00:00:00Z");
    for (CountingWindows each : List.of(WINDOWS, december, month("2027-01-01T00:00:00Z"))) {
      await(budgets.reserve(order(), PRICE, each, LONG));
    }

    // The limit's own field, and for each window what counts and the last threshold told of.
    assertThat(counters()).hasSize(1 + 2 * 2);
    await(budgets.reserve(order(), PRICE, december, LONG));
    assertThat(await(budgets.events(20, null)).items())
        .extracting(event -> event.windowId() + " " + event.threshold())
        .containsExactly("2026-11 50", "2026-12 50", "2027-01 50", "2026-12 80", "2026-12 100");
  }

  @Test
  void whatIsGivenBackInAWindowWithoutCounterMakesNoRoomThere() {
    limit(Scope.parse("team:design"), WindowKind.MONTH, PRICE);
    Reservation old = reserve(order());
    await(budgets.reserve(order(), PRICE, month("2026-12-01T00:00:00Z"), LONG));
    await(budgets.reserve(order(), PRICE, month("2027-01-01T00:00:00Z"), LONG));
    List<String> before = counters();

    await(spends.giveBack(old.spend(), SpendState.RESERVED, "deadline"));

    assertThat(counters()).isEqualTo(before);
    reserve(order());
    assertThat(await(budgets.reserve(order(), PRICE, WINDOWS, LONG)))
        .isInstanceOf(ReserveOutcome.OverLimit.class);
  }

  @Test
  void aLateEndCountsInTheWindowInWhichItWasReserved() {
    limit(Scope.parse("team:design"), WindowKind.MONTH, Money.parseDollars("1"));
    Reservation reservation = reserve(order());
    authorize(reservation);
    await(spends.doubt(reservation.spend(), "no answer", LONG));
    await(spends.settle(reservation.spend(), "0xaa", "found on chain"));

    LimitUse november =
        await(budgets.uses(List.of(Scope.parse("team:design")), WINDOWS)).getFirst();

    assertThat(november.settled()).isEqualTo(PRICE);
    assertThat(november.held()).isEqualTo(Money.ZERO);
    assertThat(november.inDoubt()).isEqualTo(Money.ZERO);
  }

  @Test
  void aLimitOnAModelBindsThatModelOnly() {
    limit("model:veo-3.1", LimitKind.HARD, PRICE);
    await(budgets.reserve(order("veo-3.1", "video"), PRICE, WINDOWS, LONG));

    assertThat(await(budgets.reserve(order("veo-3.1", "video"), PRICE, WINDOWS, LONG)))
        .isInstanceOfSatisfying(
            ReserveOutcome.OverLimit.class,
            over -> {
              assertThat(over.use().limit().id()).isEqualTo("team:design/month/model:veo-3.1");
              assertThat(over.use().held()).isEqualTo(PRICE);
            });
    assertThat(await(budgets.reserve(order("sora-2", "video"), PRICE, WINDOWS, LONG)))
        .isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void aLimitOnAClassCountsAllItsModelsEvenThoseUsedBefore() {
    settle(reserve(order("nano-banana-pro", "image")));
    reserve(order("nano-banana", "image"));
    await(budgets.reserve(order("veo-3.1", "video"), PRICE, WINDOWS, LONG));
    limit("class:image", LimitKind.HARD, Money.ofMicros(2 * PRICE.micros()));

    assertThat(await(budgets.reserve(order("flux", "image"), PRICE, WINDOWS, LONG)))
        .isInstanceOfSatisfying(
            ReserveOutcome.OverLimit.class,
            over -> {
              assertThat(over.use().settled()).isEqualTo(PRICE);
              assertThat(over.use().held()).isEqualTo(PRICE);
            });
    assertThat(await(budgets.reserve(order("veo-3.1", "video"), PRICE, WINDOWS, LONG)))
        .isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void limitsThatDifferInWhatTheyAreAboutStandSideBySide() {
    limit("all", LimitKind.HARD, PRICE);
    limit("class:video", LimitKind.HARD, PRICE);
    limit("class:video", LimitKind.WATCH, Money.ofMicros(7));

    assertThat(await(budgets.limits()))
        .extracting(Limit::id)
        .containsExactly("team:design/month", "team:design/month/class:video");
    assertThat(await(budgets.limits()).getLast().kind()).isEqualTo(LimitKind.WATCH);
    assertThat(await(budgets.removeLimit("team:design/month/class:video"))).isTrue();
    assertThat(await(budgets.removeLimit("team:design/month/class:video"))).isFalse();
    assertThat(await(budgets.limits())).extracting(Limit::id).containsExactly("team:design/month");
  }

  @Test
  void aWatchedLimitLetsPassAndTellsOfEachThresholdOnce() {
    limit("all", LimitKind.WATCH, Money.ofMicros(2 * PRICE.micros()));
    for (int i = 0; i < 4; i++) {
      Reservation reservation = reserve(order());
      if (i < 2) {
        await(spends.giveBack(reservation.spend(), SpendState.RESERVED, "deadline"));
      }
    }
    Windows december = Windows.at(Instant.parse("2026-12-01T00:00:00Z"), ZoneOffset.UTC);
    await(budgets.reserve(order(), PRICE, new CountingWindows(december, december), LONG));

    assertThat(await(budgets.events(10, null)).items())
        .extracting(event -> event.windowId() + " " + event.threshold() + " " + event.used())
        .containsExactly(
            "2026-11 50 $0.134", "2026-11 80 $0.268", "2026-11 100 $0.268", "2026-12 50 $0.134");
  }

  @Test
  void aWatchedLimitLetsPassWhatIsBeyondIt() {
    limit("all", LimitKind.WATCH, PRICE);
    reserve(order());

    Reservation beyond = reserve(order());

    assertThat(beyond.left().getFirst().left()).isEqualTo(Money.ZERO);
  }

  @Test
  void aChangeOfALimitTellsNothingTwice() {
    limit("all", LimitKind.WATCH, Money.ofMicros(2 * PRICE.micros()));
    reserve(order());
    limit("all", LimitKind.HARD, Money.ofMicros(2 * PRICE.micros()));
    reserve(order());

    assertThat(await(budgets.events(10, null)).items())
        .extracting(LimitEvent::threshold)
        .containsExactly(50, 80, 100);
  }

  @Test
  void eventsArePagedWithoutGapsOrRepeats() {
    limit("all", LimitKind.WATCH, PRICE);
    limit("class:image", LimitKind.WATCH, PRICE);
    reserve(order());

    var first = await(budgets.events(4, null));
    var rest = await(budgets.events(4, first.next()));

    assertThat(first.items()).hasSize(4);
    assertThat(rest.items()).hasSize(2).doesNotContainAnyElementsOf(first.items());
    assertThat(rest.next()).isNull();
  }

  @Test
  void aRaiseAddsToALimitAndEndsByItself() {
    limit("all", LimitKind.HARD, PRICE);
    reserve(order());
    assertThat(await(budgets.raise(raise("raise_1", Instant.now().plusSeconds(2))))).isTrue();
    assertThat(await(budgets.raise(raise("raise_1", Instant.now().plusSeconds(2))))).isTrue();
    Reservation second = reserve(order());
    assertThat(second.left().getFirst().amount()).isEqualTo(Money.ofMicros(2 * PRICE.micros()));
    assertThat(second.left().getFirst().left()).isEqualTo(Money.ZERO);
    await(spends.giveBack(second.spend(), SpendState.RESERVED, "deadline"));
    assertThat(await(budgets.raises())).extracting(Raise::reason).containsExactly("launch");

    long deadline = System.nanoTime() + LONG.toNanos() / 60;
    while (!await(budgets.raises()).isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }

    assertThat(await(budgets.reserve(order(), PRICE, WINDOWS, LONG)))
        .isInstanceOfSatisfying(
            ReserveOutcome.OverLimit.class,
            over -> assertThat(over.use().amount()).isEqualTo(PRICE));
  }

  @Test
  void aRaiseThatHasEndedLeavesTheTextOfItsScope() {
    limit("all", LimitKind.HARD, PRICE);
    await(budgets.raise(raise("raise_1", Instant.now().minusSeconds(1))));
    await(budgets.raise(raise("raise_2", Instant.now().plusSeconds(60))));

    assertThat(await(redis.link().send(Command.HGET, RedisKeys.LIMIT, "team:design")).toString())
        .contains("raise_2")
        .doesNotContain("raise_1");
  }

  @Test
  void noRaiseLiftsALimitAboveWhatCanBeCounted() {
    limit("all", LimitKind.HARD, Money.ofMicros(Money.MICROS_MAX - 1));
    await(budgets.raise(raise("raise_1", Instant.now().plusSeconds(60))));

    assertThat(reserve(order()).left().getFirst().amount().micros()).isEqualTo(Money.MICROS_MAX);
  }

  @Test
  void aRaiseOfNoLimitIsNone() {
    assertThat(await(budgets.raise(raise("raise_1", Instant.now().plusSeconds(60))))).isFalse();
    assertThat(await(budgets.raises())).isEmpty();
  }

  @Test
  void aRaiseSurvivesAChangeOfItsLimitAndGoesWithIt() {
    limit("all", LimitKind.HARD, PRICE);
    await(budgets.raise(raise("raise_1", Instant.now().plusSeconds(60))));
    limit("all", LimitKind.HARD, Money.ofMicros(5));

    LimitUse use = await(budgets.uses(List.of(Scope.parse("team:design")), WINDOWS)).getFirst();
    assertThat(use.amount()).isEqualTo(PRICE.plus(Money.ofMicros(5)));
    await(budgets.removeLimit("team:design/month"));
    assertThat(await(budgets.raises())).isEmpty();
  }

  @Test
  void usesAreSplitIntoSettledHeldAndInDoubt() {
    limit("all", LimitKind.HARD, TREASURY);
    settle(reserve(order()));
    Reservation doubted = reserve(order());
    authorize(doubted);
    await(spends.doubt(doubted.spend(), "no answer", LONG));
    reserve(order());
    reserve(order());

    LimitUse use = await(budgets.uses(List.of(Scope.parse("team:design")), WINDOWS)).getFirst();

    assertThat(use.settled()).isEqualTo(PRICE);
    assertThat(use.inDoubt()).isEqualTo(PRICE);
    assertThat(use.held()).isEqualTo(PRICE.plus(PRICE));
    assertThat(use.left()).isEqualTo(TREASURY.leftAfter(use.used()));
  }

  @Test
  void nothingIsReservedForNothing() {
    Order order = order();

    assertThat(budgets.reserve(order, Money.ZERO, WINDOWS, LONG))
        .satisfies(wish -> assertThatThrownBy(() -> await(wish)).hasMessageContaining("amount"));
    assertThat(await(ledger.findSpend(order.id()))).isEmpty();
  }

  @Test
  void theTreasuryLendsNoMoreThanItHas() {
    ReserveOutcome outcome =
        await(budgets.reserve(order(), TREASURY.plus(Money.ofMicros(1)), WINDOWS, LONG));

    assertThat(outcome)
        .isEqualTo(new ReserveOutcome.TreasuryShort(TREASURY, TREASURY.plus(Money.ofMicros(1))));
  }

  @Test
  void theTreasuryLendsAllThatItHas() {
    assertThat(await(budgets.reserve(order(), TREASURY, WINDOWS, LONG)))
        .isInstanceOf(ReserveOutcome.Reserved.class);
    assertThat(await(ledger.balances())).containsEntry("treasury", 0L);
  }

  @Test
  void aRepeatedReservationHoldsNothingTwice() {
    Order order = order();
    reserve(order);

    assertThat(await(budgets.reserve(order, PRICE, WINDOWS, LONG)))
        .isEqualTo(new ReserveOutcome.AlreadyThere(SpendState.RESERVED));
    assertThat(await(ledger.balances())).containsEntry("held:design", PRICE.micros());
  }

  @Test
  void everyStepIsSafeToRepeat() {
    Reservation reservation = reserve(order());
    SpendId id = reservation.spend();

    assertThat(authorize(reservation)).isInstanceOf(StepOutcome.Done.class);
    assertThat(authorize(reservation)).isInstanceOf(StepOutcome.AlreadyDone.class);
    assertThat(await(spends.doubt(id, "why", LONG))).isInstanceOf(StepOutcome.Done.class);
    assertThat(await(spends.doubt(id, "why", LONG))).isInstanceOf(StepOutcome.AlreadyDone.class);
    assertThat(await(spends.settle(id, "0xaa", "chain"))).isInstanceOf(StepOutcome.Done.class);
    assertThat(await(spends.settle(id, "0xaa", "chain")))
        .isInstanceOf(StepOutcome.AlreadyDone.class);
    assertThat(await(spends.giveBack(id, SpendState.SETTLED, "never")))
        .isEqualTo(new StepOutcome.Elsewhere(SpendState.SETTLED));
  }

  @Test
  void whatWasAuthorizedIsNotGivenBackByTheDeadlineOfAReservation() {
    Reservation reservation = reserve(order());
    authorize(reservation);

    assertThat(await(spends.giveBack(reservation.spend(), SpendState.RESERVED, "deadline")))
        .isEqualTo(new StepOutcome.Elsewhere(SpendState.AUTHORIZED));
  }

  @Test
  void whatWasGivenBackCanNoLongerBeAuthorized() {
    Reservation reservation = reserve(order());
    await(spends.giveBack(reservation.spend(), SpendState.RESERVED, "deadline"));

    assertThat(authorize(reservation)).isEqualTo(new StepOutcome.Elsewhere(SpendState.VOIDED));
    assertThat(await(ledger.balances())).containsEntry("treasury", TREASURY.micros());
  }

  @Test
  void aRefusedAuthorizationStaysHeldUntilItIsDead() {
    Reservation reservation = reserve(order());
    authorize(reservation);
    await(spends.refuse(reservation.spend(), "402", LONG));

    assertThat(await(ledger.balances())).containsEntry("held:design", PRICE.micros());
    assertThat(await(spends.giveBack(reservation.spend(), SpendState.REFUSED, "expired")))
        .isInstanceOf(StepOutcome.Done.class);
    assertThat(await(ledger.balances())).containsEntry("held:design", 0L);
  }

  /** Whatever somebody says who could not ask the chain. */
  @Test
  void whatTheChainHasConfirmedIsNeitherGivenBackNorExplainedOtherwise() {
    Reservation reservation = reserve(order());
    authorize(reservation);
    await(spends.doubt(reservation.spend(), "no answer", LONG));
    await(
        redis
            .link()
            .send(
                Command.HSET,
                RedisKeys.spend(reservation.spend()),
                "confirmedAt",
                "1",
                "block",
                "1",
                "transaction",
                "0xchain"));

    assertThat(await(spends.giveBack(reservation.spend(), SpendState.IN_DOUBT, "a guess")))
        .isEqualTo(new StepOutcome.Elsewhere(SpendState.IN_DOUBT));
    await(spends.settle(reservation.spend(), "0xsomebody", "a statement"));

    assertThat(await(ledger.findSpend(reservation.spend())).orElseThrow().transaction())
        .isEqualTo("0xchain");
  }

  /** M4: never two second spends for one call, and none while the first may still be taken. */
  @Test
  void aRefusedSpendHasOneSecondWhichPaysForItUnlessItIsVoided() {
    Reservation first = reserve(order());
    authorize(first);
    Order another = order();
    SpendId second = another.id();
    assertThat(await(spends.second(second, first.spend())))
        .isEqualTo(new StepOutcome.UnknownSpend());
    assertThat(await(spends.second(first.spend(), second)))
        .isEqualTo(new StepOutcome.Elsewhere(SpendState.AUTHORIZED));
    await(spends.refuse(first.spend(), "402", LONG));

    assertThat(await(spends.second(first.spend(), second))).isEqualTo(new StepOutcome.Done());
    assertThat(await(spends.second(first.spend(), second)))
        .isEqualTo(new StepOutcome.AlreadyDone());
    assertThat(await(spends.second(first.spend(), SpendId.make(NOW, random))))
        .isEqualTo(new StepOutcome.Elsewhere(SpendState.REFUSED));

    assertThat(paying(first)).isEqualTo(first.spend());
    Reservation other = reserve(another);
    assertThat(paying(first)).isEqualTo(second);
    assertThat(await(ledger.balances())).containsEntry("held:design", 2 * PRICE.micros());
    await(spends.giveBack(other.spend(), SpendState.RESERVED, "not wanted"));
    assertThat(paying(first)).isEqualTo(first.spend());
    await(spends.giveBack(first.spend(), SpendState.REFUSED, "dead"));
    assertThat(await(ledger.balances())).containsEntry("held:design", 0L);
  }

  private SpendId paying(Reservation of) {
    return await(ledger.findPaying(of.spend())).orElseThrow().id();
  }

  @Test
  void whatIsDueIsClaimedByOneOnly() {
    reserve(order(), Duration.ZERO);
    reserve(order(), Duration.ZERO);
    reserve(order(), LONG);

    assertThat(await(spends.claimDue(10, LONG))).hasSize(2);
    assertThat(await(spends.claimDue(10, LONG))).isEmpty();
  }

  @Test
  void theLedgerExplainsEveryRow() {
    Reservation reservation = reserve(order());
    settle(reservation);

    YearMonth month = YearMonth.now(ZoneOffset.UTC);
    List<LedgerRow> rows = await(ledger.rows(month, 10, null)).items();

    assertThat(rows)
        .extracting(LedgerRow::from)
        .containsExactly("funding", "treasury", "held:design");
    assertThat(rows)
        .extracting(LedgerRow::to)
        .containsExactly("treasury", "held:design", "spent:design");
    assertThat(rows.getLast().facts())
        .containsEntry("spend", reservation.spend().value())
        .containsEntry("team", "design")
        .containsEntry("costCentre", "4711")
        .containsEntry("apiKey", KEY.value())
        .containsEntry("model", "nano-banana-pro")
        .containsEntry("class", "image")
        .containsEntry("operation", "generate")
        .containsEntry("priceInputs", "{\"imageSize\":\"2K\"}")
        .containsEntry("transaction", "0xaa")
        .containsKey("nonce")
        .containsKey("payee");
  }

  @Test
  void aMonthAndTheSpendsArePagedWithoutGapsOrRepeats() {
    for (int i = 0; i < 7; i++) {
      reserve(order());
    }
    YearMonth month = YearMonth.now(ZoneOffset.UTC);

    var first = await(ledger.rows(month, 5, null));
    var rest = await(ledger.rows(month, 5, first.next()));
    var firstSpends = await(ledger.spends(DESIGN, 4, null));
    var restSpends = await(ledger.spends(DESIGN, 4, firstSpends.next()));

    assertThat(first.items()).hasSize(5);
    assertThat(rest.items()).hasSize(3);
    assertThat(rest.next()).isNull();
    assertThat(firstSpends.items()).hasSize(4);
    assertThat(restSpends.items()).hasSize(3);
    assertThat(restSpends.next()).isNull();
    assertThat(restSpends.items())
        .extracting(Spend::id)
        .doesNotContainAnyElementsOf(firstSpends.items().stream().map(Spend::id).toList());
  }

  private static CountingWindows month(String begin) {
    return windows(begin, ZoneOffset.UTC);
  }

  private static CountingWindows windows(String at, ZoneOffset zone) {
    Windows windows = Windows.at(Instant.parse(at), zone);
    return new CountingWindows(windows, windows);
  }

  private LimitUse useNow(String... scopes) {
    return await(budgets.uses(Stream.of(scopes).map(Scope::parse).toList(), WINDOWS)).getFirst();
  }

  private List<String> counters() {
    return await(redis.link().send(Command.HKEYS, RedisKeys.BOOKS + ":count")).stream()
        .map(Response::toString)
        .toList();
  }

  private Order order() {
    return order("nano-banana-pro", "image");
  }

  private Order order(String model, String modelClass) {
    return new Order(
        SpendId.make(NOW, random),
        DESIGN,
        "4711",
        KEY,
        model,
        modelClass,
        "generate",
        Map.of("imageSize", "2K"),
        "req-1");
  }

  private Reservation reserve(Order order) {
    return reserve(order, LONG);
  }

  private Reservation reserve(Order order, Duration deadline) {
    return ((ReserveOutcome.Reserved) await(budgets.reserve(order, PRICE, WINDOWS, deadline)))
        .reservation();
  }

  private StepOutcome authorize(Reservation reservation) {
    return await(
        spends.authorize(
            reservation,
            new Spend.Cheque("eip155:8453", "0xa", "0xb", "0xc", "0x" + reservation.spend(), 9, 1),
            SpendingLoad.SIGNATURE,
            LONG));
  }

  private StepOutcome settle(Reservation reservation) {
    authorize(reservation);
    return await(spends.settle(reservation.spend(), "0xaa", "receipt"));
  }

  private Raise raise(String id, Instant until) {
    return new Raise(id, "team:design/month", PRICE, until, "launch", KEY);
  }

  private void limit(String subject, LimitKind kind, Money amount) {
    await(
        budgets.setLimit(
            new Limit(
                Scope.parse("team:design"),
                WindowKind.MONTH,
                Subject.parse(subject),
                amount,
                kind,
                Limit.THRESHOLDS_DEFAULT)));
  }

  private void limit(Scope scope, WindowKind window, Money amount) {
    await(budgets.setLimit(new Limit(scope, window, amount)));
  }
}
