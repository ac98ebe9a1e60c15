package dev.stipend.redis;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Ceilings;
import dev.stipend.budget.JobsAtOnce;
import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitEvent;
import dev.stipend.budget.LimitLeft;
import dev.stipend.budget.LimitUse;
import dev.stipend.budget.Raise;
import dev.stipend.budget.Reservation;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Scope;
import dev.stipend.budget.Subject;
import dev.stipend.budget.WindowKind;
import dev.stipend.budget.Windows;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Page;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Limits and reservations, granted by {@code reserve.lua} alone. */
public final class RedisBudgets implements Budgets {

  private static final Script RESERVE = Script.ofLimits("reserve");
  private static final Script USES = Script.ofLimits("uses");
  private static final Script SET_LIMIT = Script.ofLines("set_limit");
  private static final Script REPACK = Script.ofLines("repack");
  private static final Script RAISE = Script.ofLines("raise");
  private static final String PACKED = "!";
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int FACTS_RESERVED = 4;
  private static final int FACTS_USE = 6;

  private final RedisLink redis;
  private final String ceilings;

  public RedisBudgets(RedisLink redis) {
    this(redis, Ceilings.NONE);
  }

  /** Grants no more than these within an hour and a day. */
  public RedisBudgets(RedisLink redis, Ceilings ceilings) {
    this.redis = redis;
    this.ceilings = number(ceilings.perHour()) + " " + number(ceilings.perDay());
  }

  /** Makes sure that every limit that is shown is also enforced, whoever wrote it. */
  public Future<Void> repack() {
    return redis.run(REPACK, RedisKeys.BOOKS).mapEmpty();
  }

  @Override
  public Future<ReserveOutcome> reserve(
      Order order, Money amount, CountingWindows windows, JobsAtOnce jobs, Duration deadline) {
    return redis
        .tell(
            RESERVE,
            RedisKeys.BOOKS,
            order.id().value(),
            amount.toMicros(),
            order.team().value(),
            what(order),
            Long.toString(quarter(windows.team().moment().toInstant())),
            ids(windows),
            bounds(windows),
            JSON.writeValueAsString(fields(order)),
            number(jobs.apiKey()) + " " + number(jobs.team()),
            Long.toString(deadline.toMillis()),
            ceilings)
        .compose(
            ran -> {
              ReserveOutcome outcome = outcome(order, amount, ran.answer());
              boolean ours =
                  ran.repeated()
                      && outcome instanceof ReserveOutcome.AlreadyThere(SpendState state)
                      && state == SpendState.RESERVED;
              return ours ? found(order, amount, windows) : Future.succeededFuture(outcome);
            });
  }

  /** The answer to the first attempt was lost, and with it the use after it. */
  private Future<ReserveOutcome> found(Order order, Money amount, CountingWindows windows) {
    List<Scope> scopes =
        List.of(
            new Scope.Organisation(),
            new Scope.OfTeam(order.team()),
            new Scope.OfApiKey(order.apiKey()));
    return uses(scopes, windows)
        .map(
            uses ->
                new ReserveOutcome.Reserved(
                    new Reservation(
                        order.id(),
                        amount,
                        uses.stream()
                            .filter(use -> concerns(use.limit().subject(), order))
                            .map(
                                use ->
                                    new LimitLeft(
                                        use.limit(), use.amount(), use.windowId(), use.left()))
                            .toList())));
  }

  private static boolean concerns(Subject subject, Order order) {
    return switch (subject) {
      case Subject.All _ -> true;
      case Subject.OfClass(String name) -> name.equals(order.modelClass());
      case Subject.OfModel(String name) -> name.equals(order.model());
    };
  }

  /** As durable as an authorization: who was told of a limit relies on it. */
  @Override
  public Future<Void> setLimit(Limit limit) {
    return redis
        .runDurably(
            SET_LIMIT, RedisKeys.BOOKS, limit.scope().text(), limit.id(), LimitLines.write(limit))
        .mapEmpty();
  }

  @Override
  public Future<Boolean> removeLimit(String id) {
    return redis
        .tell(SET_LIMIT, RedisKeys.BOOKS, Limit.scopeOf(id).text(), id, "")
        // Where the first answer was lost, the first attempt may have removed it.
        .map(ran -> ran.answer().toInteger() > 0 || ran.repeated());
  }

  @Override
  public Future<List<Limit>> limits() {
    return lines().map(lines -> lines.flatMap(LimitLines.Lines::limits).toList());
  }

  @Override
  public Future<Boolean> raise(Raise raise) {
    return redis
        .run(
            RAISE,
            RedisKeys.BOOKS,
            Limit.scopeOf(raise.limitId()).text(),
            raise.limitId(),
            raise.id(),
            LimitLines.write(raise))
        .map(outcome -> !outcome.toString().equals("unknown_limit"));
  }

  @Override
  public Future<List<Raise>> raises() {
    return redis
        .booksTime()
        .compose(
            now ->
                lines()
                    .map(
                        lines ->
                            lines
                                .flatMap(LimitLines.Lines::raises)
                                .filter(raise -> now.isBefore(raise.until()))
                                .toList()));
  }

  @Override
  public Future<Page<LimitEvent>> events(int count, @Nullable String after) {
    return OldestFirst.page(redis, RedisKeys.EVENT, count, after, RedisBudgets::event);
  }

  @Override
  public Future<List<LimitUse>> uses(List<Scope> scopes, CountingWindows windows) {
    String names = scopes.stream().map(Scope::text).collect(Collectors.joining(" "));
    return redis
        .run(USES, RedisKeys.BOOKS, names, team(scopes), ids(windows), bounds(windows))
        .map(
            answer -> {
              List<LimitUse> uses = new ArrayList<>();
              for (int i = 0; i < answer.size(); i += FACTS_USE) {
                uses.add(useAt(answer, i));
              }
              return List.copyOf(uses);
            });
  }

  @Override
  public Future<Integer> running(Scope scope) {
    return redis.send(Command.SCARD, RedisKeys.busy(scope)).map(Response::toInteger);
  }

  private Future<Stream<LimitLines.Lines>> lines() {
    return redis
        .send(Command.HGETALL, RedisKeys.LIMIT)
        .map(
            answer ->
                RedisHash.of(answer).fields().entrySet().stream()
                    .filter(entry -> !entry.getKey().endsWith(PACKED))
                    .map(entry -> new LimitLines.Lines(entry.getValue())));
  }

  private static ReserveOutcome outcome(Order order, Money amount, Response answer) {
    String outcome = answer.get(0).toString();
    return switch (outcome) {
      case "already_there" ->
          new ReserveOutcome.AlreadyThere(SpendState.parse(answer.get(1).toString()));
      case "stopped" -> new ReserveOutcome.Stopped(RedisStops.stop(answer));
      case "too_many_jobs" ->
          new ReserveOutcome.TooManyJobs(
              Scope.parse(answer.get(1).toString()),
              answer.get(2).toInteger(),
              answer.get(3).toInteger());
      case "over_limit" -> new ReserveOutcome.OverLimit(useAt(answer, 1), amount);
      case "over_ceiling" ->
          new ReserveOutcome.OverCeiling(
              WindowKind.parse(answer.get(1).toString()).orElseThrow(),
              micros(answer, 2),
              micros(answer, 3),
              amount,
              Duration.ofMillis(answer.get(4).toLong()));
      case "treasury_short" ->
          new ReserveOutcome.TreasuryShort(Money.parseMicros(answer.get(1).toString()), amount);
      case "reserved" ->
          new ReserveOutcome.Reserved(new Reservation(order.id(), amount, leftFrom(answer)));
      default -> throw new IllegalStateException("reserve.lua answered " + outcome);
    };
  }

  private static List<LimitLeft> leftFrom(Response answer) {
    List<LimitLeft> all = new ArrayList<>();
    for (int i = 1; i < answer.size(); i += FACTS_RESERVED) {
      Limit limit = LimitLines.limit(answer.get(i).toString());
      Money amount = limit.amount().plus(micros(answer, i + 1));
      all.add(
          new LimitLeft(
              limit,
              amount,
              answer.get(i + 2).toString(),
              amount.leftAfter(micros(answer, i + 3))));
    }
    return all;
  }

  private static LimitUse useAt(Response answer, int start) {
    Money held = micros(answer, start + 4);
    Money inDoubt = micros(answer, start + 5);
    return new LimitUse(
        LimitLines.limit(answer.get(start).toString()),
        micros(answer, start + 1),
        answer.get(start + 2).toString(),
        micros(answer, start + 3).leftAfter(held).leftAfter(inDoubt),
        held,
        inDoubt);
  }

  private static Money micros(Response answer, int index) {
    return Money.parseMicros(answer.get(index).toString());
  }

  private static LimitEvent event(Response entry) {
    String id = entry.get(0).toString();
    RedisHash facts = RedisHash.of(entry.get(1));
    return new LimitEvent(
        id,
        Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-')))),
        facts.get("limit"),
        facts.get("windowId"),
        Integer.parseInt(facts.get("threshold")),
        Money.parseMicros(facts.get("amount")),
        Money.parseMicros(facts.get("used")),
        facts.get("spend"));
  }

  static Map<String, String> fields(Order order) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("team", order.team().value());
    fields.put("costCentre", order.costCentre());
    fields.put("apiKey", order.apiKey().value());
    fields.put("model", order.model());
    fields.put("class", order.modelClass());
    fields.put("operation", order.operation());
    fields.put("priceInputs", JSON.writeValueAsString(order.priceInputs()));
    fields.put("requestId", order.requestId());
    if (order.idempotencyId() != null) {
      fields.put("idempotencyId", order.idempotencyId());
    }
    return fields;
  }

  /** None of the first four words has spaces, so the cost centre is all that follows them. */
  static String what(Order order) {
    return String.join(
        " ",
        order.apiKey().value(),
        order.modelClass(),
        order.model(),
        order.operation(),
        order.costCentre());
  }

  /** Whose API keys are among the scopes; none where there are none. */
  private static String team(List<Scope> scopes) {
    return scopes.stream()
        .flatMap(scope -> scope instanceof Scope.OfTeam(var team) ? Stream.of(team.value()) : null)
        .findFirst()
        .orElseGet(
            () -> {
              if (scopes.stream().anyMatch(Scope.OfApiKey.class::isInstance)) {
                throw new IllegalArgumentException("an API key is asked for without its team");
              }
              return "";
            });
  }

  private static String ids(CountingWindows windows) {
    return each(windows, Windows::id);
  }

  static String bounds(CountingWindows windows) {
    return each(
        windows,
        (window, kind) ->
            quarter(window.start(kind)) + "-" + quarter(window.end(kind).orElseThrow()));
  }

  private static String each(
      CountingWindows windows, BiFunction<Windows, WindowKind, String> text) {
    return Stream.of(windows.organisation(), windows.team())
        .map(
            window ->
                Stream.of(WindowKind.HOUR, WindowKind.DAY, WindowKind.WEEK, WindowKind.MONTH)
                    .map(kind -> text.apply(window, kind))
                    .collect(Collectors.joining(" ")))
        .collect(Collectors.joining("|"));
  }

  private static String number(Optional<Money> ceiling) {
    return ceiling.map(Money::toMicros).orElse("-");
  }

  private static String number(@Nullable Integer max) {
    return max == null ? "-" : max.toString();
  }

  static Instant beginOf(long quarter) {
    return Instant.ofEpochSecond(quarter * QUARTER.toSeconds());
  }

  static long quarter(Instant instant) {
    return instant.getEpochSecond() / QUARTER.toSeconds();
  }
}
