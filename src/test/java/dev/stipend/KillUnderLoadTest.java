package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.money.Money;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.redis.RedisTalk;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Sandbox;
import dev.stipend.sandbox.SandboxTransfer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Gateways that are killed again and again while customers buy, and a seller that goes on. How many
 * kills is the system property {@code stipend.kills}, and {@code stipend.seed} repeats a run.
 */
class KillUnderLoadTest {

  private static final int KILLS = Integer.getInteger("stipend.kills", 3);
  private static final long SEED = Long.getLong("stipend.seed", System.nanoTime());

  private static final int CUSTOMERS = 3;
  private static final int CALLS_AT_ONCE = 3;
  private static final Duration DEAD = Duration.ofSeconds(400);
  private static final Duration DUST = Duration.ofSeconds(90);

  /** Where a call is made to linger, so that the kill meets it there. */
  private enum Hold {
    NOWHERE,
    QUOTE,
    BEFORE_THE_MONEY_MOVES,
    AFTER_THE_MONEY_MOVED,
    NO_ANSWER,
    REDIS
  }

  private final Random random = new Random(SEED);
  private final AtomicInteger prompts = new AtomicInteger();
  private final Path data = RunningGateway.newFolder();

  @Test
  void booksEqualTheChainHoweverOftenTheGatewayIsKilled() {
    LoggerFactory.getLogger(KillUnderLoadTest.class).info("{} kills with the seed {}", KILLS, SEED);
    try (OutsideSeller seller = OutsideSeller.start()) {
      Map<String, String> environment = new HashMap<>(seller.environment());
      environment.put("STIPEND_ADMIN_KEY", RunningGateway.OPERATOR);
      environment.put("STIPEND_PAYMENT_ANSWER_TIMEOUT", "3s");
      List<Customer> customers = new ArrayList<>();
      for (int kill = 0; kill < KILLS; kill++) {
        Hold hold = Hold.values()[(kill + random.nextInt(2)) % Hold.values().length];
        try (GatewayProcess gateway = GatewayProcess.start(data, environment)) {
          if (customers.isEmpty()) {
            customers.addAll(customersOf(gateway));
          }
          buyAndDie(gateway, seller.sandbox(), customers, hold);
        }
      }
      Eventually.until("the seller's last transfer", new Stillness(seller.sandbox())::isReached);
      seller.sandbox().chain().advance(DEAD);

      try (GatewayProcess gateway = GatewayProcess.start(data, environment)) {
        settleDown(gateway, seller.sandbox(), customers);
      }
    } catch (AssertionError e) {
      throw new AssertionError("with -Dstipend.seed=" + SEED + " -Dstipend.kills=" + KILLS, e);
    }
  }

  private static List<Customer> customersOf(GatewayProcess gateway) {
    List<Customer> customers = new ArrayList<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      customers.add(
          Customer.of(
              gateway.admin(RunningGateway.OPERATOR), gateway.teams(""), "team-" + i, "90000.00"));
    }
    return customers;
  }

  private void buyAndDie(
      GatewayProcess gateway, Sandbox sandbox, List<Customer> customers, Hold hold) {
    int before = BooksCheck.paid(sandbox.chain().transfers()).size();
    List<Thread> buyers = new ArrayList<>();
    for (Customer customer : customers) {
      Http http = gateway.teams(customer.secret());
      for (int i = 0; i < CALLS_AT_ONCE; i++) {
        buyers.add(Thread.startVirtualThread(() -> buyUntilNobodyAnswers(http)));
      }
    }
    int some = 3 + random.nextInt(10);
    Eventually.find(
        "some transfers",
        DUST,
        () ->
            Optional.of(BooksCheck.paid(sandbox.chain().transfers()).size())
                .filter(now -> now >= before + some));
    linger(sandbox, hold);
    long begin = System.nanoTime();
    long wait = Duration.ofMillis(random.nextInt(600)).toNanos();
    Eventually.until("a random moment", () -> System.nanoTime() - begin > wait);
    gateway.kill();
    buyers.forEach(KillUnderLoadTest::join);
  }

  private void linger(Sandbox sandbox, Hold hold) {
    int calls = 1 + random.nextInt(CALLS_AT_ONCE * CUSTOMERS);
    Map<String, String> late = Map.of("millis", "2000");
    switch (hold) {
      case NOWHERE -> {}
      case QUOTE -> sandbox.faults().arm(Fault.QUOTE_DELAY, calls, late);
      case BEFORE_THE_MONEY_MOVES -> sandbox.faults().arm(Fault.DELAY_BEFORE_SETTLE, calls, late);
      case AFTER_THE_MONEY_MOVED -> sandbox.faults().arm(Fault.DELAY_AFTER_SETTLE, calls, late);
      case NO_ANSWER ->
          sandbox
              .faults()
              .arm(
                  Fault.NEVER_ANSWERS,
                  calls,
                  Map.of("settle", Boolean.toString(random.nextBoolean())));
      case REDIS ->
          new RedisTalk(EmbeddedRedis.running(data.resolve("redis")).orElseThrow())
              .say("CLIENT PAUSE 3000 WRITE");
    }
  }

  private void buyUntilNobodyAnswers(Http http) {
    try {
      while (true) {
        var _ = http.post(Customer.PICTURE, Map.of("prompt", "no. " + prompts.incrementAndGet()));
      }
    } catch (RuntimeException hungUp) {
      // The gateway is dead; what became of this call is seen later.
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void settleDown(
      GatewayProcess gateway, Sandbox sandbox, List<Customer> customers) {
    BooksCheck books = new BooksCheck(gateway.admin(RunningGateway.OPERATOR));
    Eventually.find(
        "the end of every spend",
        DUST,
        () -> Optional.of(books.spends()).filter(KillUnderLoadTest::haveEnded));
    List<SandboxTransfer> chain = sandbox.chain().transfers();
    books.equal(chain);

    Set<String> nonces = new HashSet<>();
    Map<String, Long> spent = new HashMap<>();
    for (JsonNode spend : books.spends()) {
      if (spend.get("state").asString().equals("settled")) {
        assertThat(nonces.add(spend.get("nonce").asString())).isTrue();
        spent.merge(spend.get("team").asString(), micros(spend.get("amount")), Long::sum);
      }
    }
    assertThat(nonces).hasSameSizeAs(BooksCheck.paid(chain));
    for (Customer customer : customers) {
      JsonNode limit =
          new Customer(customer.team(), customer.secret(), gateway.teams(customer.secret()))
              .limit();
      assertThat(micros(limit.get("settled"))).isEqualTo(spent.getOrDefault(customer.team(), 0L));
      assertThat(micros(limit.get("held"))).isZero();
    }
  }

  private static boolean haveEnded(List<JsonNode> spends) {
    return spends.stream()
        .allMatch(spend -> spend.get("state").asString().matches("settled|voided"));
  }

  private static long micros(JsonNode dollars) {
    return Money.parseDollars(dollars.asString()).micros();
  }

  /** No transfer for longer than any answer is held up. */
  private static final class Stillness {

    private static final long NANOS = Duration.ofSeconds(4).toNanos();

    private final Sandbox sandbox;
    private int known = -1;
    private long since;

    Stillness(Sandbox sandbox) {
      this.sandbox = sandbox;
    }

    boolean isReached() {
      int now = sandbox.chain().transfers().size();
      if (now != known) {
        known = now;
        since = System.nanoTime();
      }
      return System.nanoTime() - since > NANOS;
    }
  }
}
