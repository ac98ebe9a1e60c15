package dev.stipend.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitKind;
import dev.stipend.budget.Scope;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Redis for a test, empty before each one; after each one the books are audited: every
 * balance is the sum of its rows, every counter is the sum of its spends, and no limit is exceeded.
 */
public final class RealRedis implements BeforeEachCallback, AfterEachCallback {

  /** Two tests on one server would see each other's books. */
  private static final ReentrantLock TURN = new ReentrantLock();

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final RedisLink link;

  public RealRedis() {
    vertx = Vertx.vertx();
    link = new RedisLink(RedisClients.of(vertx, Server.SHARED.url()), TIMEOUT);
  }

  /** Audits another one; not to be registered. */
  RealRedis(Vertx vertx, RedisLink link) {
    this.vertx = vertx;
    this.link = link;
  }

  public Vertx vertx() {
    return vertx;
  }

  public RedisLink link() {
    return link;
  }

  /** Where the shared server listens; what a test writes there is gone before the next one. */
  public static String url() {
    return Server.SHARED.url();
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no answer within " + TIMEOUT, e);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    TURN.lock();
    empty();
  }

  public void empty() {
    await(link.send(Command.FLUSHALL));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    try {
      audit();
      await(link.close());
      await(vertx.close());
    } finally {
      TURN.unlock();
    }
  }

  /** Checks M2 on the real state, and that accounts and counters say what the spends say. */
  public void audit() {
    assertThat(balances()).as("every balance is the sum of its rows").isEqualTo(sumsOfRows());
    Map<String, Long> accounts = accountsFromSpends();
    balances().entrySet().stream()
        .filter(balance -> balance.getKey().contains(":"))
        .forEach(
            balance ->
                assertThat(balance.getValue())
                    .as(balance.getKey())
                    .isEqualTo(accounts.getOrDefault(balance.getKey(), 0L)));
    assertThat(used(false)).as("what counts in lifetimes").isEqualTo(usedBySpends());
    assertThat(used(true)).as("what counts in days").isEqualTo(usedBySpends());
    assertThat(spentByMonths(false)).as("what months come to").isEqualTo(spentBySpends());
    assertThat(spentByMonths(true)).as("what quarters come to").isEqualTo(spentBySpends());
    assertThat(unsettledByCounters()).as("what is not settled").isEqualTo(unsettledBySpends());
    auditBusy();
    auditProvisional();
  }

  /** What is settled and not confirmed is provisional, and nothing else is. */
  private void auditProvisional() {
    Map<String, Long> provisional = new TreeMap<>();
    for (String key : keys(RedisKeys.BOOKS + ":spend:*")) {
      Map<String, String> spend = hash(key);
      if (spend.getOrDefault("state", "").equals("settled") && !spend.containsKey("confirmedAt")) {
        provisional.put(
            key.substring((RedisKeys.BOOKS + ":spend:").length()),
            Long.valueOf(spend.getOrDefault("amount", "0")));
      }
    }
    assertThat(await(link.send(Command.ZRANGE, RedisKeys.PROVISIONAL, "0", "-1")))
        .as("what is provisional")
        .extracting(Response::toString)
        .containsExactlyInAnyOrderElementsOf(provisional.keySet());
    Response sum = await(link.send(Command.GET, RedisKeys.PROVISIONAL + ":sum"));
    assertThat(sum == null ? 0 : sum.toLong())
        .as("what the provisional come to")
        .isEqualTo(provisional.values().stream().mapToLong(Long::longValue).sum());
  }

  /**
   * Exactly the calls that run count as running, of their team and of their API key. What was paid
   * and has no job may count until it is looked at.
   */
  private void auditBusy() {
    for (String key : keys(RedisKeys.BOOKS + ":spend:*")) {
      SpendId id = new SpendId(key.substring((RedisKeys.BOOKS + ":spend:").length()));
      RedisHash spend = new RedisHash(hash(key));
      String job = hash(RedisKeys.job(id)).getOrDefault("state", "");
      boolean ended = List.of("delivered", "failed", "lost").contains(job);
      boolean over = spend.get("state").equals("voided") || ended;
      if (over || !job.isEmpty() || !spend.get("state").equals("settled")) {
        Scope team = new Scope.OfTeam(new TeamId(spend.get("team")));
        Scope apiKey = new Scope.OfApiKey(new ApiKeyId(what(spend).split(" ", 2)[0]));
        String what = spend.get("state") + " " + id + " with a job that is '" + job + "'";
        assertThat(isBusy(team, id)).as(what).isEqualTo(!over);
        assertThat(isBusy(apiKey, id)).as(what).isEqualTo(!over);
        assertThat(await(link.send(Command.ZSCORE, RedisKeys.BUSY, id.value())) != null)
            .as(what)
            .isEqualTo(!over);
      }
    }
  }

  private boolean isBusy(Scope scope, SpendId id) {
    return await(link.send(Command.SISMEMBER, RedisKeys.busy(scope), id.value())).toInteger() == 1;
  }

  /** Checks that no limit of a window is exceeded; for tests that never lower a limit. */
  public void auditLimits() {
    Map<String, String> counters = hash(RedisKeys.BOOKS + ":count");
    for (Limit limit : await(new RedisBudgets(link).limits())) {
      if (limit.kind() == LimitKind.HARD) {
        counters.forEach(
            (field, used) -> {
              if (field.startsWith(limit.id() + " ") && !field.endsWith("!")) {
                assertThat(Long.parseLong(used))
                    .as(field)
                    .isLessThanOrEqualTo(limit.amount().micros());
              }
            });
      }
    }
  }

  private Map<String, Long> balances() {
    Map<String, Long> balances = new TreeMap<>();
    hash(RedisKeys.BALANCE)
        .forEach((account, micros) -> balances.put(account, Long.parseLong(micros)));
    return balances;
  }

  private Map<String, Long> sumsOfRows() {
    Map<String, Long> sums = new TreeMap<>();
    for (String stream : keys(RedisKeys.BOOKS + ":ledger:*")) {
      for (Response row : await(link.send(Command.XRANGE, stream, "-", "+"))) {
        RedisHash fields = RedisHash.of(row.get(1));
        long amount = Long.parseLong(fields.get("amount"));
        sums.merge(fields.get("from"), -amount, Long::sum);
        sums.merge(fields.get("to"), amount, Long::sum);
      }
    }
    return sums;
  }

  private Map<String, Long> accountsFromSpends() {
    Map<String, Long> accounts = new HashMap<>();
    for (String key : keys(RedisKeys.BOOKS + ":spend:*")) {
      RedisHash spend = new RedisHash(hash(key));
      String family =
          switch (spend.get("state")) {
            case "reserved", "authorized", "refused" -> "held:";
            case "in_doubt" -> "doubt:";
            case "settled" -> "spent:";
            default -> "nothing:";
          };
      accounts.merge(family + spend.get("team"), Long.parseLong(spend.get("amount")), Long::sum);
    }
    return accounts;
  }

  /** What counts, by team and what it is for; by lifetime, or added up over all days. */
  private Map<String, Long> used(boolean inDays) {
    Map<String, Long> used = new TreeMap<>();
    for (String key : keys(RedisKeys.BOOKS + ":use:*")) {
      String[] team = key.substring((RedisKeys.BOOKS + ":use:").length()).split(":", 2);
      if (inDays != team[1].equals("lifetime")) {
        hash(key)
            .forEach(
                (field, micros) ->
                    add(used, team[0] + " " + (inDays ? afterWord(field) : field), micros));
      }
    }
    return used;
  }

  private Map<String, Long> usedBySpends() {
    Map<String, Long> used = new TreeMap<>();
    for (RedisHash spend : spends()) {
      if (!spend.get("state").equals("voided")) {
        add(used, spend.get("team") + " " + what(spend), spend.get("amount"));
      }
    }
    return used;
  }

  private Map<String, Long> unsettledByCounters() {
    Map<String, Long> unsettled = new TreeMap<>();
    for (String key : keys(RedisKeys.BOOKS + ":open:*")) {
      String team = key.substring((RedisKeys.BOOKS + ":open:").length());
      hash(key).forEach((field, micros) -> add(unsettled, team + " " + field, micros));
    }
    return unsettled;
  }

  private Map<String, Long> unsettledBySpends() {
    Map<String, Long> unsettled = new TreeMap<>();
    for (RedisHash spend : spends()) {
      String name = spend.get("state").equals("in_doubt") ? "doubt" : "held";
      if (!List.of("settled", "voided").contains(spend.get("state"))) {
        String field = name + " " + spend.get("quarter") + " " + what(spend);
        add(unsettled, spend.get("team") + " " + field, spend.get("amount"));
      }
    }
    return unsettled;
  }

  private Map<String, Long> spentByMonths(boolean inQuarters) {
    Map<String, Long> spent = new TreeMap<>();
    for (String key : keys(RedisKeys.BOOKS + ":sum:*")) {
      String month = key.substring((RedisKeys.BOOKS + ":sum:").length());
      if (inQuarters == month.contains(":")) {
        hash(key)
            .forEach(
                (field, number) -> {
                  if (!inQuarters) {
                    add(spent, field, number);
                  } else if (field.startsWith("#")) {
                    add(spent, "#" + afterWord(field), number);
                  } else {
                    add(spent, afterWord(field), number);
                  }
                });
      }
    }
    return spent;
  }

  private Map<String, Long> spentBySpends() {
    Map<String, Long> spent = new TreeMap<>();
    for (RedisHash spend : spends()) {
      long corrected = Long.parseLong(spend.getOr("corrected", "0"));
      long settled = corrected + (spend.get("state").equals("settled") ? 1 : 0);
      sum(spent, "spent:", spend, settled);
      sum(spent, "corrected:", spend, corrected);
    }
    return spent;
  }

  private static void sum(Map<String, Long> sums, String family, RedisHash spend, long times) {
    String what = family + spend.get("team") + " " + what(spend);
    add(sums, what, Long.toString(times * Long.parseLong(spend.get("amount"))));
    add(sums, "#" + what, Long.toString(times));
  }

  private static String afterWord(String text) {
    return text.substring(text.indexOf(' ') + 1);
  }

  private static String what(RedisHash spend) {
    RedisHash order = RedisHash.ofJson(spend.get("order"));
    return String.join(
        " ",
        order.get("apiKey"),
        order.get("class"),
        order.get("model"),
        order.get("operation"),
        order.get("costCentre"));
  }

  private static void add(Map<String, Long> sums, String name, String micros) {
    sums.merge(name, Long.valueOf(micros), Long::sum);
    sums.values().removeIf(sum -> sum == 0);
  }

  private List<RedisHash> spends() {
    return keys(RedisKeys.BOOKS + ":spend:*").stream()
        .map(key -> new RedisHash(hash(key)))
        .toList();
  }

  private Map<String, String> hash(String key) {
    return RedisHash.of(await(link.send(Command.HGETALL, key))).fields();
  }

  /** A node of a cluster is asked once for each of its ranges of slots. */
  List<String> keys(String pattern) {
    return await(link.send(Command.KEYS, pattern)).stream()
        .map(Response::toString)
        .distinct()
        .toList();
  }

  /** One server for all tests of the run; it dies with the run. */
  private static final class Server {
    private static final EmbeddedRedis SHARED = start();

    private static EmbeddedRedis start() {
      try {
        return EmbeddedRedis.start(Files.createTempDirectory(Path.of("target"), "redis-"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
