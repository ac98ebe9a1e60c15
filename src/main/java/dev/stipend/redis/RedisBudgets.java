package dev.stipend.redis;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitUse;
import dev.stipend.budget.Reservation;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Scope;
import dev.stipend.budget.WindowKind;
import dev.stipend.budget.Windows;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Limits and reservations, granted by {@code reserve.lua} alone. */
public final class RedisBudgets implements Budgets {

  private static final Script RESERVE = Script.ofBooks("reserve");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int FACTS = 7;

  private final RedisLink redis;

  public RedisBudgets(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<ReserveOutcome> reserve(
      Order order, Money amount, CountingWindows windows, Duration deadline) {
    return redis
        .tell(
            RESERVE,
            RedisKeys.BOOKS,
            order.id().value(),
            amount.toMicros(),
            JSON.writeValueAsString(fields(order)),
            JSON.writeValueAsString(
                Map.of("org", ids(windows.organisation()), "team", ids(windows.team()))),
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
        .map(uses -> new ReserveOutcome.Reserved(new Reservation(order.id(), amount, uses)));
  }

  @Override
  public Future<Void> setLimit(Limit limit) {
    return redis
        .send(Command.HSET, RedisKeys.LIMIT, limit.id(), limit.amount().toMicros())
        .mapEmpty();
  }

  @Override
  public Future<Boolean> removeLimit(Scope scope, WindowKind window) {
    String id = new Limit(scope, window, Money.ZERO).id();
    return redis.send(Command.HDEL, RedisKeys.LIMIT, id).map(removed -> removed.toInteger() > 0);
  }

  @Override
  public Future<List<Limit>> limits() {
    return redis
        .send(Command.HGETALL, RedisKeys.LIMIT)
        .map(
            answer -> {
              List<Limit> limits = new ArrayList<>();
              RedisHash.of(answer)
                  .fields()
                  .forEach((id, amount) -> limits.add(limit(id, Money.parseMicros(amount))));
              return List.copyOf(limits);
            });
  }

  @Override
  public Future<List<LimitUse>> uses(List<Scope> scopes, CountingWindows windows) {
    return limits()
        .compose(
            limits ->
                Future.all(
                        limits.stream()
                            .filter(limit -> scopes.contains(limit.scope()))
                            .map(limit -> use(limit, windows.of(limit.scope()).id(limit.window())))
                            .toList())
                    .map(all -> all.<LimitUse>list()));
  }

  private Future<LimitUse> use(Limit limit, String windowId) {
    return redis
        .send(Command.HGETALL, RedisKeys.use(limit.scope(), windowId))
        .map(
            answer -> {
              RedisHash use = RedisHash.of(answer);
              return new LimitUse(
                  limit,
                  windowId,
                  Money.parseMicros(use.getOr("settled", "0")),
                  Money.parseMicros(use.getOr("held", "0")),
                  Money.parseMicros(use.getOr("doubt", "0")));
            });
  }

  private static Limit limit(String id, Money amount) {
    int slash = id.lastIndexOf('/');
    return new Limit(
        Scope.parse(id.substring(0, slash)),
        WindowKind.parse(id.substring(slash + 1)).orElseThrow(),
        amount);
  }

  private static ReserveOutcome outcome(Order order, Money amount, Response answer) {
    String outcome = answer.get(0).toString();
    return switch (outcome) {
      case "already_there" ->
          new ReserveOutcome.AlreadyThere(SpendState.parse(answer.get(1).toString()));
      case "over_limit" -> new ReserveOutcome.OverLimit(useAt(answer, 1), amount);
      case "treasury_short" ->
          new ReserveOutcome.TreasuryShort(Money.parseMicros(answer.get(1).toString()), amount);
      case "reserved" ->
          new ReserveOutcome.Reserved(new Reservation(order.id(), amount, usesFrom(answer)));
      default -> throw new IllegalStateException("reserve.lua answered " + outcome);
    };
  }

  private static List<LimitUse> usesFrom(Response answer) {
    List<LimitUse> uses = new ArrayList<>();
    for (int i = 1; i < answer.size(); i += FACTS) {
      uses.add(useAt(answer, i));
    }
    return uses;
  }

  private static LimitUse useAt(Response answer, int start) {
    Limit limit =
        new Limit(
            Scope.parse(answer.get(start).toString()),
            WindowKind.parse(answer.get(start + 1).toString()).orElseThrow(),
            Money.parseMicros(answer.get(start + 3).toString()));
    return new LimitUse(
        limit,
        answer.get(start + 2).toString(),
        Money.parseMicros(answer.get(start + 4).toString()),
        Money.parseMicros(answer.get(start + 5).toString()),
        Money.parseMicros(answer.get(start + 6).toString()));
  }

  private static Map<String, String> fields(Order order) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("team", order.team().value());
    fields.put("costCentre", order.costCentre());
    fields.put("apiKey", order.apiKey().value());
    fields.put("model", order.model());
    fields.put("operation", order.operation());
    fields.put("priceInputs", JSON.writeValueAsString(order.priceInputs()));
    fields.put("requestId", order.requestId());
    if (order.idempotencyId() != null) {
      fields.put("idempotencyId", order.idempotencyId());
    }
    return fields;
  }

  private static Map<String, String> ids(Windows windows) {
    return Arrays.stream(WindowKind.values())
        .collect(Collectors.toMap(WindowKind::text, windows::id));
  }
}
