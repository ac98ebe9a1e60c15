package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitKind;
import dev.stipend.budget.Raise;
import dev.stipend.budget.Reservation;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Scope;
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
import dev.stipend.treasury.StepOutcome;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Random histories of spends, run against the real Redis and against a model that is obviously
 * right: a list of spends, added up anew for every question. What the two answer must agree, and
 * after each history the books must add up.
 */
class BooksPropertyTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Windows NOW =
      Windows.at(Instant.parse("2026-11-20T09:30:00Z"), ZoneOffset.UTC);
  private static final Windows NEXT_MONTH =
      Windows.at(Instant.parse("2026-12-01T00:00:00Z"), ZoneOffset.UTC);
  private static final List<String> TEAMS = List.of("design", "sales");
  private static final List<String> KEYS = List.of("key_00000000", "key_11111111", "key_22222222");
  private static final List<String> MODELS = List.of("nano", "flux", "veo");
  private static final Money FUNDS = Money.ofMicros(3_000);

  private final RealRedis redis = new RealRedis();
  private final RedisBudgets budgets = new RedisBudgets(redis.link());
  private final RedisSpends spends = new RedisSpends(redis.link());

  @BeforeTry
  void startEmpty() {
    redis.empty();
    await(new RedisFunding(redis.link()).open(Address.parse("0x" + "2".repeat(40)), FUNDS, 1));
  }

  @AfterProperty
  void close() {
    await(redis.link().close());
    await(redis.vertx().close());
  }

  @Property(tries = 150)
  void theBooksDoWhatTheModelDoes(@ForAll("histories") List<Action> history) {
    Model model = new Model();

    for (Action action : history) {
      apply(action, model);
    }

    redis.audit();
    assertThat(await(new RedisLedger(redis.link()).balances()).getOrDefault("treasury", 0L))
        .isEqualTo(model.free());
    assertThat(await(budgets.events(1_000, null)).items())
        .extracting(event -> told(event.limitId(), event.windowId(), event.threshold()))
        .isEqualTo(model.told);
  }

  @Property(tries = 40)
  void aLimitHoldsWhenEverythingHappensAtOnce(@ForAll("histories") List<Action> history) {
    for (String team : TEAMS) {
      await(budgets.setLimit(limit("team:" + team, 900)));
    }
    await(budgets.setLimit(limit("org", 1_500)));

    List<Future<?>> together = new ArrayList<>();
    for (Action action : history) {
      if (action instanceof Reserve reserve) {
        Order order = order(reserve, reserve.hashCode() + together.size());
        together.add(
            budgets
                .reserve(order, Money.ofMicros(reserve.micros()), windows(false), LONG)
                .compose(
                    outcome ->
                        outcome instanceof ReserveOutcome.Reserved(Reservation reservation)
                            ? spends
                                .authorize(
                                    reservation, cheque(order.id()), SpendingLoad.SIGNATURE, LONG)
                                .compose(ok -> endSomehow(reservation.spend(), reserve.micros()))
                            : Future.succeededFuture()));
      }
    }
    await(Future.all(together));

    redis.audit();
    redis.auditLimits();
  }

  private Future<StepOutcome> endSomehow(SpendId id, long choice) {
    return switch ((int) (choice % 4)) {
      case 0 -> spends.settle(id, "0xaa", "receipt");
      case 1 -> spends.refuse(id, "402", LONG);
      case 2 -> spends.doubt(id, "lost", LONG);
      default -> spends.giveBack(id, SpendState.AUTHORIZED, "never sent");
    };
  }

  private void apply(Action action, Model model) {
    switch (action) {
      case SetLimit set -> {
        await(budgets.setLimit(set.limit()));
        model.set(set.limit());
      }
      case AddRaise(SetLimit of, long micros) -> {
        String id = of.limit().id();
        assertThat(await(budgets.raise(raise(id, micros, model.raises.size()))))
            .isEqualTo(model.raise(id, micros));
      }
      case Reserve reserve -> {
        Order order = order(reserve, model.spends.size());
        ReserveOutcome outcome =
            await(
                budgets.reserve(
                    order, Money.ofMicros(reserve.micros()), windows(reserve.later()), LONG));
        assertThat(caseOf(outcome)).isEqualTo(model.reserve(reserve, order.id()));
      }
      case Step(String verb, int which) -> {
        if (!model.spends.isEmpty()) {
          ModelSpend spend = model.spends.get(which % model.spends.size());
          StepOutcome outcome = await(step(verb, spend));
          assertThat(outcome.getClass().getSimpleName())
              .as(verb + " of a spend that is " + spend.state)
              .isEqualTo(spend.step(verb));
        }
      }
    }
  }

  private Future<StepOutcome> step(String verb, ModelSpend spend) {
    return switch (verb) {
      case "authorize" ->
          spends.authorize(
              new Reservation(spend.id, Money.ofMicros(spend.micros), List.of()),
              cheque(spend.id),
              SpendingLoad.SIGNATURE,
              LONG);
      case "refuse" -> spends.refuse(spend.id, "402", LONG);
      case "doubt" -> spends.doubt(spend.id, "lost", LONG);
      case "settle" -> spends.settle(spend.id, "0xaa", "receipt");
      case "void reserved" -> spends.giveBack(spend.id, SpendState.RESERVED, "deadline");
      case "void authorized" -> spends.giveBack(spend.id, SpendState.AUTHORIZED, "not sent");
      case "void refused" -> spends.giveBack(spend.id, SpendState.REFUSED, "dead");
      default -> spends.giveBack(spend.id, SpendState.IN_DOUBT, "dead");
    };
  }

  @Provide
  Arbitrary<List<Action>> histories() {
    Arbitrary<Action> reserve =
        Combinators.combine(
                Arbitraries.of(TEAMS),
                Arbitraries.of(KEYS),
                Arbitraries.of(MODELS),
                Arbitraries.longs().between(1, 700),
                Arbitraries.of(false, false, true))
            .as(Reserve::new);
    Arbitrary<Action> step =
        Combinators.combine(
                Arbitraries.of(
                    "authorize",
                    "authorize",
                    "refuse",
                    "doubt",
                    "settle",
                    "void reserved",
                    "void authorized",
                    "void refused",
                    "void in_doubt"),
                Arbitraries.integers().between(0, 50))
            .as(Step::new);
    Arbitrary<SetLimit> limit =
        Combinators.combine(
                Arbitraries.of("org", "team:design", "team:sales", "key:key_00000000"),
                Arbitraries.of("all", "all", "class:image", "class:video", "model:veo"),
                Arbitraries.of(LimitKind.HARD, LimitKind.HARD, LimitKind.WATCH),
                Arbitraries.longs().between(0, 2_500))
            .as(SetLimit::new);
    Arbitrary<Action> raise =
        Combinators.combine(limit, Arbitraries.longs().between(1, 500)).as(AddRaise::new);
    return Arbitraries.frequencyOf(
            Tuple.of(10, reserve),
            Tuple.of(16, step),
            Tuple.of(3, limit.map(set -> (Action) set)),
            Tuple.of(1, raise))
        .list()
        .ofMinSize(5)
        .ofMaxSize(60);
  }

  private static CountingWindows windows(boolean later) {
    return later ? new CountingWindows(NEXT_MONTH, NEXT_MONTH) : new CountingWindows(NOW, NOW);
  }

  private static Limit limit(String scope, long micros) {
    return new Limit(Scope.parse(scope), WindowKind.MONTH, Money.ofMicros(micros));
  }

  private static Order order(Reserve reserve, int number) {
    return new Order(
        new SpendId("0%025d".formatted(Math.abs((long) number))),
        new TeamId(reserve.team()),
        "",
        new ApiKeyId(reserve.apiKey()),
        reserve.model(),
        classOf(reserve.model()),
        "o",
        Map.of(),
        "r");
  }

  private static String classOf(String model) {
    return model.equals("veo") ? "video" : "image";
  }

  private static Raise raise(String limitId, long micros, int number) {
    return new Raise(
        "raise_" + number,
        limitId,
        Money.ofMicros(micros),
        Instant.parse("2999-01-01T00:00:00Z"),
        "a test",
        new ApiKeyId(KEYS.getFirst()));
  }

  private static String told(String limitId, String windowId, int threshold) {
    return limitId + " " + windowId + " " + threshold;
  }

  private static Spend.Cheque cheque(SpendId id) {
    return new Spend.Cheque("eip155:8453", "0xa", "0xb", "0xc", "0x" + id, 9, 1);
  }

  private static String caseOf(ReserveOutcome outcome) {
    return switch (outcome) {
      case ReserveOutcome.OverLimit(var use, Money _) ->
          "over " + use.limit().id() + " " + use.used();
      case ReserveOutcome.Stopped _ -> "stopped";
      case ReserveOutcome.TooManyJobs _ -> "too many jobs";
      case ReserveOutcome.OverCeiling _ -> "over a ceiling";
      case ReserveOutcome.TreasuryShort _ -> "short";
      case ReserveOutcome.Reserved _ -> "reserved";
      case ReserveOutcome.AlreadyThere _ -> "there";
    };
  }

  sealed interface Action {}

  record Reserve(String team, String apiKey, String model, long micros, boolean later)
      implements Action {

    /** An API key belongs to one team. */
    Reserve {
      apiKey = team.equals(TEAMS.getFirst()) ? apiKey : apiKey.replace("key_0", "key_1");
    }
  }

  record Step(String verb, int which) implements Action {}

  record SetLimit(String scope, String subject, LimitKind kind, long micros) implements Action {

    Limit limit() {
      return new Limit(
          Scope.parse(scope),
          WindowKind.MONTH,
          Subject.parse(subject),
          Money.ofMicros(micros),
          kind,
          Limit.THRESHOLDS_DEFAULT);
    }
  }

  record AddRaise(SetLimit of, long micros) implements Action {}

  /** Adds everything up anew for every question. */
  private static final class Model {

    private final Map<String, Limit> limits = new LinkedHashMap<>();
    private final Map<String, Long> raised = new HashMap<>();
    private final List<Long> raises = new ArrayList<>();
    private final Map<String, Integer> highest = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final List<ModelSpend> spends = new ArrayList<>();

    String reserve(Reserve wish, SpendId id) {
      for (Limit limit : binding(wish)) {
        long used = used(limit, wish.later());
        if (limit.kind() == LimitKind.HARD && used + wish.micros() > room(limit)) {
          return "over " + limit.id() + " " + Money.ofMicros(used);
        }
      }
      if (free() < wish.micros()) {
        return "short";
      }
      spends.add(new ModelSpend(id, wish));
      binding(wish).forEach(limit -> tell(limit, wish.later()));
      return "reserved";
    }

    /** A limit that is set anew stands behind the others. */
    void set(Limit limit) {
      limits.remove(limit.id());
      limits.put(limit.id(), limit);
    }

    boolean raise(String limitId, long micros) {
      if (!limits.containsKey(limitId)) {
        return false;
      }
      raises.add(micros);
      raised.merge(limitId, micros, Long::sum);
      return true;
    }

    private long room(Limit limit) {
      return limit.amount().micros() + raised.getOrDefault(limit.id(), 0L);
    }

    private void tell(Limit limit, boolean later) {
      String windowId = later ? "2026-12" : "2026-11";
      String window = limit.id() + " " + windowId;
      for (int threshold : limit.thresholds()) {
        boolean reached = used(limit, later) * 100 >= threshold * room(limit);
        if (reached && threshold > highest.getOrDefault(window, 0)) {
          highest.put(window, threshold);
          told.add(BooksPropertyTest.told(limit.id(), windowId, threshold));
        }
      }
    }

    private List<Limit> binding(Reserve wish) {
      return Stream.of("org", "team:" + wish.team(), "key:" + wish.apiKey())
          .flatMap(
              scope -> limits.values().stream().filter(limit -> limit.scope().text().equals(scope)))
          .filter(limit -> isAbout(limit, wish))
          .toList();
    }

    private static boolean isAbout(Limit limit, Reserve wish) {
      return switch (limit.subject()) {
        case Subject.All _ -> true;
        case Subject.OfClass(String name) -> name.equals(classOf(wish.model()));
        case Subject.OfModel(String name) -> name.equals(wish.model());
      };
    }

    long free() {
      return FUNDS.micros() - spends.stream().mapToLong(ModelSpend::counted).sum();
    }

    private long used(Limit limit, boolean later) {
      String scope = limit.scope().text();
      return spends.stream()
          .filter(spend -> isAbout(limit, spend.wish))
          .filter(spend -> spend.wish.later() == later)
          .filter(
              spend ->
                  scope.equals("org")
                      || scope.equals("team:" + spend.wish.team())
                      || scope.equals("key:" + spend.wish.apiKey()))
          .mapToLong(ModelSpend::counted)
          .sum();
    }
  }

  private static final class ModelSpend {

    private final SpendId id;
    private final Reserve wish;
    private final long micros;
    private String state = "reserved";

    ModelSpend(SpendId id, Reserve wish) {
      this.id = id;
      this.wish = wish;
      this.micros = wish.micros();
    }

    long counted() {
      return state.equals("voided") ? 0 : micros;
    }

    String step(String verb) {
      String to =
          switch (verb) {
            case "authorize" -> "authorized";
            case "refuse" -> "refused";
            case "doubt" -> "in_doubt";
            case "settle" -> "settled";
            default -> "voided";
          };
      if (state.equals(to)) {
        return "AlreadyDone";
      }
      List<String> from =
          switch (verb) {
            case "authorize" -> List.of("reserved");
            case "refuse", "doubt" -> List.of("authorized");
            case "settle" -> List.of("authorized", "refused", "in_doubt");
            default -> List.of(verb.substring("void ".length()));
          };
      if (!from.contains(state)) {
        return "Elsewhere";
      }
      state = to;
      return "Done";
    }
  }
}
