package dev.stipend.redis;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Redis for a test, empty before each one; after each one the books are audited: every
 * balance is the sum of its rows, every counter is the sum of its spends, and no limit is exceeded.
 */
public final class RealRedis implements BeforeEachCallback, AfterEachCallback {

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
    empty();
  }

  public void empty() {
    await(link.send(Command.FLUSHALL));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    audit();
    await(link.close());
    await(vertx.close());
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
    Map<String, Long> expected = countersFromSpends();
    for (String key : keys(RedisKeys.BOOKS + ":use:*:lifetime")) {
      String scope =
          key.substring((RedisKeys.BOOKS + ":use:").length(), key.length() - ":lifetime".length());
      hash(key)
          .forEach(
              (field, micros) ->
                  assertThat(Long.parseLong(micros))
                      .as(scope + " " + field)
                      .isEqualTo(expected.getOrDefault(scope + " " + field, 0L)));
    }
  }

  /** Checks that no limit of a window is exceeded; for tests that never lower a limit. */
  public void auditLimits() {
    hash(RedisKeys.LIMIT)
        .forEach(
            (id, amount) -> {
              String scope = id.substring(0, id.lastIndexOf('/'));
              for (String key : keys(RedisKeys.BOOKS + ":use:" + scope + ":*")) {
                long used = hash(key).values().stream().mapToLong(Long::parseLong).sum();
                if (key.endsWith(":lifetime") == id.endsWith("/lifetime")) {
                  assertThat(used).as(key).isLessThanOrEqualTo(Long.parseLong(amount));
                }
              }
            });
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

  private Map<String, Long> countersFromSpends() {
    Map<String, Long> counters = new HashMap<>();
    for (String key : keys(RedisKeys.BOOKS + ":spend:*")) {
      RedisHash spend = new RedisHash(hash(key));
      String field =
          switch (spend.get("state")) {
            case "reserved", "authorized", "refused" -> "held";
            case "in_doubt" -> "doubt";
            case "settled" -> "settled";
            default -> "nothing";
          };
      for (String scope :
          List.of("org", "team:" + spend.get("team"), "key:" + spend.get("apiKey"))) {
        counters.merge(scope + " " + field, Long.parseLong(spend.get("amount")), Long::sum);
      }
    }
    return counters;
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
