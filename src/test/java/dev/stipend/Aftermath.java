package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.Shoppers.Call;
import dev.stipend.config.Config;
import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import dev.stipend.ledger.AuditReport;
import dev.stipend.money.Money;
import dev.stipend.redis.RedisAudit;
import dev.stipend.redis.RedisTalk;
import dev.stipend.sandbox.Sandbox;
import dev.stipend.sandbox.SandboxTransfer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What is left when all gateways are dead: it is ended by one more, and then held to account. */
final class Aftermath {

  /** Beyond the end of any authorization, as the chain counts time. */
  private static final Duration DEAD = Duration.ofSeconds(400);

  private static final Duration DUST = Duration.ofSeconds(60);

  /** All that Redis dates comes earlier by so much: what is due, and claims that are leased. */
  private static final String PASS_TIME =
      "for _, queue in ipairs({'stipend:{money}:open', 'stipend:{money}:busy', 'stipend:{job}:due'}) do"
          + " for _, id in ipairs(redis.call('ZRANGE', queue, 0, -1)) do"
          + " redis.call('ZINCRBY', queue, -MILLIS, id) end end"
          + " for _, claim in ipairs(redis.call('KEYS', 'stipend:claim:*')) do"
          + " redis.call('SET', claim, (string.gsub(redis.call('GET', claim),"
          + " '^(%S+) (%d+)', function(spend, leased)"
          + " return spend .. ' ' .. string.format('%d', leased - MILLIS) end)), 'KEEPTTL') end return 1";

  private final RedisTalk redis;
  private final Sandbox sandbox;
  private final Path data;
  private final Map<String, String> environment;
  private final List<Customer> customers;

  Aftermath(
      String redis,
      Sandbox sandbox,
      Path data,
      Map<String, String> environment,
      List<Customer> customers) {
    this.redis = new RedisTalk(redis);
    this.sandbox = sandbox;
    this.data = data;
    this.environment = environment;
    this.customers = customers;
  }

  /**
   * As if so much time had passed in Redis. Whoever lives was, to everybody else, at a halt for as
   * long.
   */
  void passTime(Duration time) {
    assertThat(
            redis.say(
                "EVAL \"" + PASS_TIME.replace("MILLIS", Long.toString(time.toMillis())) + "\" 0"))
        .isEqualTo(":1");
  }

  /** Every call is asked about again, then every spend ends, and then everything must agree. */
  void check(List<Call> calls) {
    sandbox.faults().clear();
    try (RunningGateway gateway = RunningGateway.start(data, environment)) {
      Map<String, Reply> ends = endsOf(calls, gateway);
      assertThat(sandbox.chain().advance(DEAD).succeeded()).isTrue();
      BooksCheck books = gateway.books();
      Eventually.find(
          "the end of every spend",
          DUST,
          () -> {
            passTime(DEAD);
            return Optional.of(books.spends()).filter(Aftermath::haveEnded);
          });
      books.equal(sandbox.chain().transfers());
      paidOnce(books, calls, ends);
      limitsAgree(books, gateway);
      assertThat(redis.say("ZCARD stipend:{money}:open")).isEqualTo(":0");
    }
    assertThat(audit().differences()).isEmpty();
  }

  /** What the client of each call with an id is told when it asks until there is an end. */
  private Map<String, Reply> endsOf(List<Call> calls, RunningGateway gateway) {
    Map<String, Reply> ends = new HashMap<>();
    for (Call call : calls) {
      if (call.id() != null) {
        Reply known = call.end();
        Eventually.until(
            "an end of " + call,
            () -> {
              boolean ended = call.send(gateway.teamUrl());
              if (!ended) {
                passTime(Duration.ofMinutes(2));
              }
              return ended;
            });
        Reply now = Objects.requireNonNull(call.end());
        if (known != null && known.status() == 200) {
          assertThat(now.at("/jobId")).as("%s", call).isEqualTo(known.at("/jobId"));
        }
        ends.put(call.prompt(), now);
      }
    }
    return ends;
  }

  /** M4, M6: of all spends for one call at most one was paid, and it is the one the client got. */
  private void paidOnce(BooksCheck books, List<Call> calls, Map<String, Reply> ends) {
    Map<String, JsonNode> spends =
        books.spends().stream()
            .collect(Collectors.toMap(spend -> spend.get("id").asString(), Function.identity()));
    Set<String> nonces = new HashSet<>();
    Map<String, String> paidFor = new HashMap<>();
    for (JsonNode spend : spends.values()) {
      if (spend.get("state").asString().equals("settled")) {
        String id = spend.get("id").asString();
        assertThat(nonces.add(spend.get("nonce").asString())).isTrue();
        String before = paidFor.put(promptOf(id), id);
        assertThat(before).as("%s was paid for the same call, too", spend).isNull();
      }
    }
    List<SandboxTransfer> paid = BooksCheck.paid(sandbox.chain().transfers());
    assertThat(nonces).hasSameSizeAs(paid);
    Set<String> sent = calls.stream().map(Call::prompt).collect(Collectors.toSet());
    assertThat(sent).containsAll(paidFor.keySet());
    ends.forEach(
        (prompt, end) -> {
          if (end.status() == 200) {
            assertThat(end.at("/jobId")).as(prompt).isEqualTo(paidFor.get(prompt));
          } else if (end.status() == 429) {
            assertThat(paidFor).doesNotContainKey(prompt);
          }
        });
  }

  private String promptOf(String spend) {
    String body = redis.say("HGET stipend:job:" + spend + " body");
    return body.replaceAll(".*\"prompt\":\"([^\"]*)\".*", "$1");
  }

  private void limitsAgree(BooksCheck books, RunningGateway gateway) {
    Map<String, Long> spent = new HashMap<>();
    for (JsonNode spend : books.spends()) {
      if (spend.get("state").asString().equals("settled")) {
        spent.merge(spend.get("team").asString(), micros(spend, "amount"), Long::sum);
      }
    }
    for (Customer customer : customers) {
      Http http = new Http(gateway.teamUrl(), customer.secret());
      JsonNode limit = new Customer(customer.team(), customer.secret(), http).limit();
      assertThat(micros(limit, "settled")).isEqualTo(spent.getOrDefault(customer.team(), 0L));
      assertThat(micros(limit, "settled")).isLessThanOrEqualTo(micros(limit, "amount"));
      assertThat(micros(limit, "held")).isZero();
      assertThat(micros(limit, "inDoubt")).isZero();
    }
  }

  private AuditReport audit() {
    if (!(ConfigReader.read(RunningGateway.environment(data, environment), Optional.empty())
        instanceof ConfigReading.Read(Config config))) {
      throw new AssertionError("the configuration is wrong");
    }
    try {
      return BooksAtHand.use(
          config, redis -> BooksAtHand.await(new RedisAudit(redis, InstantSource.system()).run()));
    } catch (Exception e) {
      throw new AssertionError("the audit was not made", e);
    }
  }

  private static boolean haveEnded(List<JsonNode> spends) {
    return spends.stream()
        .allMatch(spend -> spend.get("state").asString().matches("settled|voided"));
  }

  private static long micros(JsonNode of, String name) {
    return Money.parseDollars(of.get(name).asString()).micros();
  }
}
