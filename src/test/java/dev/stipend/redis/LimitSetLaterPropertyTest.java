package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitKind;
import dev.stipend.budget.LimitUse;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Scope;
import dev.stipend.budget.Subject;
import dev.stipend.budget.WindowKind;
import dev.stipend.budget.Windows;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import dev.stipend.x402.Address;
import io.vertx.redis.client.Command;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Whatever was bought before a limit was set counts in its window, to the micro-dollar: around
 * month ends, leap days and shifts of the clock, in time zones on either side of UTC and off it by
 * a fraction of an hour. A window is what {@link Windows} says it is.
 */
class LimitSetLaterPropertyTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Map<String, String> ZONES =
      Map.of("berlin", "Europe/Berlin", "hobart", "Australia/Lord_Howe", "delhi", "Asia/Kolkata");
  private static final ZoneId ORGANISATION = ZoneId.of("America/New_York");

  private final RealRedis redis = new RealRedis();
  private final RedisBudgets budgets = new RedisBudgets(redis.link());
  private final RedisSpends spends = new RedisSpends(redis.link());

  @BeforeTry
  void startEmpty() {
    redis.empty();
    await(
        new RedisFunding(redis.link())
            .open(Address.parse("0x" + "2".repeat(40)), Money.parseDollars("1000"), 1));
  }

  @AfterProperty
  void close() {
    await(redis.link().close());
    await(redis.vertx().close());
  }

  @AfterTry
  void audit() {
    redis.audit();
  }

  @Property(tries = 60)
  void whatWasBoughtBeforeCounts(@ForAll("purchases") List<Purchase> purchases) {
    List<Purchase> counting = new ArrayList<>();
    for (int i = 0; i < purchases.size(); i++) {
      Purchase purchase = purchases.get(i);
      SpendId id = new SpendId("0%025d".formatted(i));
      assertThat(await(budgets.reserve(order(id, purchase), price(purchase), at(purchase), LONG)))
          .isInstanceOf(ReserveOutcome.Reserved.class);
      if (purchase.isGivenBack()) {
        await(spends.giveBack(id, SpendState.RESERVED, "not wanted"));
      } else {
        counting.add(purchase);
      }
    }
    setEveryLimit();

    Purchase last = purchases.getLast();
    assertEveryUse(counting, last);
    // From here on counters say what was added up.
    await(
        budgets.reserve(
            order(new SpendId("1" + "0".repeat(25)), last), price(last), at(last), LONG));
    counting.add(last);
    assertEveryUse(counting, last);
    await(redis.link().send(Command.DEL, RedisKeys.BOOKS + ":count"));
    assertEveryUse(counting, last);
  }

  private void assertEveryUse(List<Purchase> counting, Purchase now) {
    for (LimitUse use : await(budgets.uses(scopes(now), at(now)))) {
      long expected =
          counting.stream()
              .filter(each -> concerns(use.limit(), each))
              .filter(each -> window(use.limit(), each).equals(window(use.limit(), now)))
              .mapToLong(Purchase::micros)
              .sum();
      assertThat(use.used().micros()).as(use.limit().id()).isEqualTo(expected);
      assertThat(use.held()).as("nothing is settled").isEqualTo(use.used());
      assertThat(use.windowId()).isEqualTo(window(use.limit(), now));
    }
  }

  private void setEveryLimit() {
    List<Scope> scopes = new ArrayList<>();
    scopes.add(new Scope.Organisation());
    for (String team : ZONES.keySet()) {
      scopes.add(new Scope.OfTeam(new TeamId(team)));
      scopes.add(new Scope.OfApiKey(new ApiKeyId("key_a0000" + team)));
    }
    for (Scope scope : scopes) {
      for (WindowKind window : WindowKind.values()) {
        for (String subject : List.of("all", "class:video", "model:veo", "model:nano-banana")) {
          await(
              budgets.setLimit(
                  new Limit(
                      scope,
                      window,
                      Subject.parse(subject),
                      Money.parseDollars("900"),
                      LimitKind.HARD,
                      List.of())));
        }
      }
    }
  }

  private static boolean concerns(Limit limit, Purchase purchase) {
    boolean inScope =
        switch (limit.scope()) {
          case Scope.Organisation _ -> true;
          case Scope.OfTeam(TeamId team) -> team.value().equals(purchase.team());
          case Scope.OfApiKey(ApiKeyId key) -> key.value().equals(purchase.apiKey());
        };
    return inScope
        && switch (limit.subject()) {
          case Subject.All _ -> true;
          case Subject.OfClass(String name) -> name.equals(purchase.modelClass());
          case Subject.OfModel(String name) -> name.equals(purchase.model());
        };
  }

  private static String window(Limit limit, Purchase purchase) {
    return at(purchase).of(limit.scope()).id(limit.window());
  }

  private static CountingWindows at(Purchase purchase) {
    return new CountingWindows(
        new Windows(purchase.at().atZone(ORGANISATION), DayOfWeek.SUNDAY),
        new Windows(purchase.at().atZone(ZoneId.of(ZONES.get(purchase.team()))), DayOfWeek.MONDAY));
  }

  private static List<Scope> scopes(Purchase purchase) {
    return List.of(
        new Scope.Organisation(),
        new Scope.OfTeam(new TeamId(purchase.team())),
        new Scope.OfApiKey(new ApiKeyId(purchase.apiKey())));
  }

  private static Money price(Purchase purchase) {
    return Money.ofMicros(purchase.micros());
  }

  private static Order order(SpendId id, Purchase purchase) {
    return new Order(
        id,
        new TeamId(purchase.team()),
        "cost centre 7",
        new ApiKeyId(purchase.apiKey()),
        purchase.model(),
        purchase.modelClass(),
        "generate",
        Map.of(),
        "r");
  }

  /** Close to each other and to where calendars are odd, so that windows are shared and split. */
  @Provide
  Arbitrary<List<Purchase>> purchases() {
    Arbitrary<Instant> around =
        Arbitraries.of(
                "2026-03-29T01:00:00Z", // Berlin springs forward
                "2026-10-25T01:00:00Z", // and falls back
                "2026-04-04T15:00:00Z", // Lord Howe falls back by half an hour
                "2028-02-29T00:00:00Z",
                "2026-12-31T18:30:00Z", // the year ends in Kolkata
                "2026-11-01T06:00:00Z") // New York falls back
            .map(Instant::parse);
    Arbitrary<Duration> apart =
        Arbitraries.oneOf(
            Arbitraries.integers().between(-90, 90).map(Duration::ofMinutes),
            Arbitraries.integers().between(-40, 40).map(Duration::ofDays));
    return around.flatMap(
        moment ->
            Combinators.combine(
                    apart.map(moment::plus),
                    Arbitraries.of(ZONES.keySet()),
                    Arbitraries.of("a", "b"),
                    Arbitraries.of("nano-banana", "veo", "sora"),
                    Arbitraries.longs().between(1, 1_000_000),
                    Arbitraries.of(false, false, false, true))
                .as(Purchase::new)
                .list()
                .ofMinSize(2)
                .ofMaxSize(12));
  }

  record Purchase(
      Instant at, String team, String key, String model, long micros, boolean isGivenBack) {

    String apiKey() {
      return "key_" + key + "0000" + team;
    }

    String modelClass() {
      return model.startsWith("nano") ? "image" : "video";
    }
  }
}
