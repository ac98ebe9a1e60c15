package dev.stipend.redis;

import dev.stipend.budget.Budgets;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Limits and reservations, granted by {@code reserve.lua} alone. */
public final class RedisBudgets implements Budgets {

  private static final Script RESERVE = Script.ofLimits("reserve");
  private static final Script USES = Script.ofLimits("uses");
  private static final Script SET_LIMIT = Script.of("set_limit");
  private static final Script RAISE = Script.ofBooks("raise");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int FACTS_RESERVED = 5;
  private static final int FACTS_USE = 7;

  private final RedisLink redis;

  public RedisBudgets(RedisLink redis) {
    this.redis = redis;
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
            JSON.writeValueAsString(fields(order, jobs)),
            ids(windows),
            Long.toString(deadline.toMillis()))
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

  @Override
  public Future<Void> setLimit(Limit limit) {
    return redis
        .run(SET_LIMIT, RedisKeys.LIMIT, limit.scope().text(), limit.id(), LimitLines.write(limit))
        .mapEmpty();
  }

  @Override
  public Future<Boolean> removeLimit(String id) {
    return redis
        .run(SET_LIMIT, RedisKeys.LIMIT, Limit.scopeOf(id).text(), id, "")
        .map(removed -> removed.toInteger() > 0);
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
        .send(Command.TIME)
        .compose(
            time -> {
              Instant now = Instant.ofEpochSecond(time.get(0).toLong());
              return lines()
                  .map(
                      lines ->
                          lines
                              .flatMap(LimitLines.Lines::raises)
                              .filter(raise -> now.isBefore(raise.until()))
                              .toList());
            });
  }

  @Override
  public Future<Page<LimitEvent>> events(int count, @Nullable String after) {
    return OldestFirst.page(redis, RedisKeys.EVENT, count, after, RedisBudgets::event);
  }

  @Override
  public Future<List<LimitUse>> uses(List<Scope> scopes, CountingWindows windows) {
    String names = scopes.stream().map(Scope::text).collect(Collectors.joining(" "));
    return redis
        .run(USES, RedisKeys.BOOKS, names, ids(windows))
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
                    .map(
                        entry ->
                            new LimitLines.Lines(Scope.parse(entry.getKey()), entry.getValue())));
  }

  private static ReserveOutcome outcome(Order order, Money amount, Response answer) {
    String outcome = answer.get(0).toString();
    return switch (outcome) {
      case "already_there" ->
          new ReserveOutcome.AlreadyThere(SpendState.parse(answer.get(1).toString()));
      case "too_many_jobs" ->
          new ReserveOutcome.TooManyJobs(
              Scope.parse(answer.get(1).toString()),
              answer.get(2).toInteger(),
              answer.get(3).toInteger());
      case "over_limit" -> new ReserveOutcome.OverLimit(useAt(answer, 1), amount);
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
      Limit limit = limitAt(answer, i);
      Money amount = limit.amount().plus(micros(answer, i + 2));
      all.add(
          new LimitLeft(
              limit,
              amount,
              answer.get(i + 3).toString(),
              amount.leftAfter(micros(answer, i + 4))));
    }
    return all;
  }

  private static LimitUse useAt(Response answer, int start) {
    Money held = micros(answer, start + 5);
    Money inDoubt = micros(answer, start + 6);
    return new LimitUse(
        limitAt(answer, start),
        micros(answer, start + 2),
        answer.get(start + 3).toString(),
        micros(answer, start + 4).minus(held).minus(inDoubt),
        held,
        inDoubt);
  }

  private static Limit limitAt(Response answer, int start) {
    return LimitLines.limit(
        Scope.parse(answer.get(start).toString()), answer.get(start + 1).toString());
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

  private static Map<String, String> fields(Order order, JobsAtOnce jobs) {
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
    if (jobs.team() != null) {
      fields.put("jobsOfTeam", jobs.team().toString());
    }
    if (jobs.apiKey() != null) {
      fields.put("jobsOfKey", jobs.apiKey().toString());
    }
    return fields;
  }

  private static String ids(CountingWindows windows) {
    return ids(windows.organisation()) + "|" + ids(windows.team());
  }

  private static String ids(Windows windows) {
    return Stream.of(WindowKind.HOUR, WindowKind.DAY, WindowKind.WEEK, WindowKind.MONTH)
        .map(windows::id)
        .collect(Collectors.joining(" "));
  }
}
