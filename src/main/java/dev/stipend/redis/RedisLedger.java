package dev.stipend.redis;

import dev.stipend.ledger.Ledger;
import dev.stipend.ledger.LedgerRow;
import dev.stipend.ledger.MonthTotal;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Page;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what the scripts wrote. */
public final class RedisLedger implements Ledger {

  /** Begins the field that tells how many rows another one sums up. */
  private static final String CALLS = "#";

  private static final int WORDS_OF_TOTAL = 6;

  private final RedisLink redis;
  private final SpendIndex index;

  public RedisLedger(RedisLink redis) {
    this.redis = redis;
    this.index = new SpendIndex(redis);
  }

  @Override
  public Future<Optional<Spend>> findSpend(SpendId id) {
    return redis
        .send(Command.HGETALL, RedisKeys.spend(id))
        .map(RedisHash::of)
        .map(hash -> hash.isEmpty() ? Optional.empty() : Optional.of(spend(id, hash)));
  }

  /** A second that was voided, or never reserved, has taken nobody's place. */
  @Override
  public Future<Optional<Spend>> findPaying(SpendId id) {
    return redis
        .send(Command.HGET, RedisKeys.spend(id), "second")
        .compose(
            second ->
                second == null
                    ? Future.succeededFuture(Optional.<Spend>empty())
                    : findSpend(new SpendId(second.toString())))
        .compose(
            second ->
                second.filter(spend -> spend.state() != SpendState.VOIDED).isPresent()
                    ? Future.succeededFuture(second)
                    : findSpend(id));
  }

  @Override
  public Future<Page<Spend>> spends(@Nullable TeamId team, int count, @Nullable String after) {
    return index.page(team, count, after).compose(this::spendsOf);
  }

  @Override
  public Future<List<Spend>> openSpends(int countMax) {
    return redis
        .send(Command.ZRANGE, RedisKeys.OPEN_SPENDS, "0", Integer.toString(countMax - 1))
        .compose(
            ids ->
                spendsOf(new Page<>(ids.stream().map(Response::toString).toList(), null))
                    .map(Page::items));
  }

  @Override
  public Future<Page<LedgerRow>> rows(YearMonth month, int count, @Nullable String after) {
    return OldestFirst.page(redis, RedisKeys.ledger(month), count, after, RedisLedger::row);
  }

  @Override
  public Future<List<MonthTotal>> totals(YearMonth month, @Nullable TeamId team) {
    return redis
        .send(Command.HGETALL, RedisKeys.sum(month))
        .map(
            answer -> {
              RedisHash sums = RedisHash.of(answer);
              return sums.fields().keySet().stream()
                  .filter(field -> !field.startsWith(CALLS))
                  .sorted()
                  .map(field -> total(field, sums))
                  .filter(total -> team == null || total.team().equals(team))
                  .toList();
            });
  }

  @Override
  public Future<Map<String, Long>> balances() {
    return redis
        .send(Command.HGETALL, RedisKeys.BALANCE)
        .map(
            answer -> {
              Map<String, Long> balances = new TreeMap<>();
              RedisHash.of(answer)
                  .fields()
                  .forEach((account, micros) -> balances.put(account, Long.parseLong(micros)));
              return balances;
            });
  }

  private Future<Page<Spend>> spendsOf(Page<String> ids) {
    return Future.all(ids.items().stream().map(id -> findSpend(new SpendId(id))).toList())
        .map(
            all ->
                new Page<>(
                    all.<Optional<Spend>>list().stream().flatMap(Optional::stream).toList(),
                    ids.next()));
  }

  /** A field as {@code sums.lua} writes it; the cost centre, at its end, may have spaces. */
  private static MonthTotal total(String field, RedisHash sums) {
    String[] words = field.split(" ", WORDS_OF_TOTAL);
    String[] account = words[0].split(":", 2);
    return new MonthTotal(
        account[0],
        new TeamId(account[1]),
        new ApiKeyId(words[1]),
        words[2],
        words[3],
        words[4],
        words[5],
        Money.parseMicros(sums.get(field)),
        Long.parseLong(sums.get(CALLS + field)));
  }

  private static Spend spend(SpendId id, RedisHash hash) {
    RedisHash order = RedisHash.ofJson(hash.get("order"));
    return new Spend(
        new Order(
            id,
            new TeamId(order.get("team")),
            order.getOr("costCentre", ""),
            new ApiKeyId(order.get("apiKey")),
            order.get("model"),
            order.getOr("class", ""),
            order.get("operation"),
            RedisHash.ofJson(order.getOr("priceInputs", "{}")).fields(),
            order.getOr("requestId", ""),
            order.nullable("idempotencyId")),
        Money.parseMicros(hash.get("amount")),
        SpendState.parse(hash.get("state")),
        Objects.requireNonNull(hash.instant("reservedAt")),
        hash.instant("endedAt"),
        hash.nullable("reason"),
        cheque(hash),
        hash.nullable("transaction"),
        confirmation(hash));
  }

  private static Spend.@Nullable Confirmation confirmation(RedisHash hash) {
    Instant at = hash.instant("confirmedAt");
    return at == null ? null : new Spend.Confirmation(Long.parseLong(hash.get("block")), at);
  }

  private static Spend.@Nullable Cheque cheque(RedisHash hash) {
    if (hash.find("nonce").isEmpty()) {
      return null;
    }
    RedisHash cheque = RedisHash.ofJson(hash.get("cheque"));
    return new Spend.Cheque(
        cheque.get("network"),
        cheque.get("asset"),
        cheque.get("payer"),
        hash.get("payee"),
        hash.get("nonce"),
        Long.parseLong(cheque.get("validBefore")),
        Long.parseLong(cheque.get("authorizedAt")));
  }

  /** Rows of spends have all their fields, empty or not, and the order in one of them. */
  private static LedgerRow row(Response entry) {
    String id = entry.get(0).toString();
    Map<String, String> facts = new LinkedHashMap<>();
    RedisHash.of(entry.get(1))
        .fields()
        .forEach(
            (name, text) -> {
              if (name.equals("order")) {
                facts.putAll(RedisHash.ofJson(text).fields());
              } else {
                facts.put(name, text);
              }
            });
    facts.values().removeIf(String::isEmpty);
    return new LedgerRow(
        id,
        Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-')))),
        take(facts, "from"),
        take(facts, "to"),
        Money.parseMicros(take(facts, "amount")),
        facts);
  }

  private static String take(Map<String, String> facts, String name) {
    return Objects.requireNonNull(facts.remove(name), name);
  }
}
