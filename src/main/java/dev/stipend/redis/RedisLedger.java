package dev.stipend.redis;

import dev.stipend.ledger.Ledger;
import dev.stipend.ledger.LedgerRow;
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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the scripts wrote. */
public final class RedisLedger implements Ledger {

  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private final RedisLink redis;

  public RedisLedger(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<Optional<Spend>> findSpend(SpendId id) {
    return redis
        .send(Command.HGETALL, RedisKeys.spend(id))
        .map(RedisHash::of)
        .map(hash -> hash.isEmpty() ? Optional.empty() : Optional.of(spend(id, hash)));
  }

  @Override
  public Future<Page<Spend>> spends(@Nullable TeamId team, int count, @Nullable String after) {
    String index = team == null ? RedisKeys.spends() : RedisKeys.spends(team);
    return NewestFirst.page(redis, index, count, after).compose(this::spendsOf);
  }

  @Override
  public Future<Page<LedgerRow>> rows(YearMonth month, int count, @Nullable String after) {
    return OldestFirst.page(redis, RedisKeys.ledger(month), count, after, RedisLedger::row);
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

  private static Spend spend(SpendId id, RedisHash hash) {
    Order order =
        new Order(
            id,
            new TeamId(hash.get("team")),
            hash.getOr("costCentre", ""),
            new ApiKeyId(hash.get("apiKey")),
            hash.get("model"),
            hash.getOr("class", ""),
            hash.get("operation"),
            JsonMapper.shared().readValue(hash.getOr("priceInputs", "{}"), TEXTS),
            hash.getOr("requestId", ""),
            hash.nullable("idempotencyId"));
    return new Spend(
        order,
        Money.parseMicros(hash.get("amount")),
        SpendState.parse(hash.get("state")),
        Objects.requireNonNull(hash.instant("reservedAt")),
        hash.instant("endedAt"),
        hash.nullable("reason"),
        cheque(hash),
        hash.nullable("transaction"));
  }

  private static Spend.@Nullable Cheque cheque(RedisHash hash) {
    if (hash.find("nonce").isEmpty()) {
      return null;
    }
    return new Spend.Cheque(
        hash.get("network"),
        hash.get("asset"),
        hash.get("payer"),
        hash.get("payee"),
        hash.get("nonce"),
        Long.parseLong(hash.get("validBefore")),
        Long.parseLong(hash.get("authorizedAt")));
  }

  private static LedgerRow row(Response entry) {
    String id = entry.get(0).toString();
    Map<String, String> facts = new LinkedHashMap<>(RedisHash.of(entry.get(1)).fields());
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
