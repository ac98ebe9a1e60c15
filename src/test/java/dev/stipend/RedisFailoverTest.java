package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stipend.Http.Reply;
import dev.stipend.redis.RedisFleet;
import dev.stipend.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A whole gateway, with customers who buy on, while the Redis below it fails over; a call that is
 * not answered well is sent again under its id until it is.
 */
class RedisFailoverTest {

  private static final int CUSTOMERS = 3;
  private static final int SOME = 15;
  private static final Duration RETRY_AFTER = Duration.ofMillis(100);
  private static final Duration DUST = Duration.ofSeconds(60);
  private static final Duration DEAD = Duration.ofSeconds(400);

  /** As if the time had come to look after every spend that is open. */
  private static final String ALL_DUE =
      "for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do"
          + " redis.call('ZADD', KEYS[1], 0, id) end";

  private final AtomicInteger calls = new AtomicInteger();
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private final Set<String> surprises = ConcurrentHashMap.newKeySet();
  private final List<Thread> buyers = new ArrayList<>();
  private volatile boolean stopping;

  @BeforeEach
  void needsRedis() {
    assumeTrue(RedisServer.isInstalled(), "redis-server, redis-sentinel and redis-cli are there");
  }

  @Test
  void gatewayIsReadyWithinSecondsOfItsRedisReturn() {
    try (RedisServer server =
            RedisServer.start("appendonly yes", "appendfsync always", "save \"\"");
        OutsideSeller seller = OutsideSeller.start();
        RunningGateway gateway = gateway(server.url(), "standalone", seller)) {
      Customer customer = gateway.customer("900.00");
      assertThat(customer.buyPicture("before").status()).isEqualTo(200);
      server.kill();
      for (int i = 0; i < 50; i++) {
        Reply refused = customer.buyPicture("while it is away, " + i);
        assertThat(refused.status()).as("%s", refused).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotEmpty();
      }
      assertThat(readyz(gateway)).isEqualTo(503);
      server.restart();

      Eventually.find(
          "a gateway that is ready",
          Duration.ofSeconds(10),
          () -> readyz(gateway) == 200 ? Optional.of(true) : Optional.empty());
      Eventually.until("a sale", () -> customer.buyPicture("after").status() == 200);
      assertThat(customer.limit().get("held").asString()).isEqualTo("0.00");
    }
  }

  @Test
  void customersBuyOnAfterTheSentinelsHaveMadeAnotherMaster() {
    try (RedisFleet fleet = RedisFleet.watched();
        OutsideSeller seller = OutsideSeller.start();
        RunningGateway gateway = gateway(fleet.urls(), "sentinel", seller)) {
      startBuying(gateway);
      fleet.failOver();
      awaitReady(gateway);
      awaitMore();
      stopBuying();

      booksEqualTheChain(gateway, seller, fleet);
    }
  }

  @Test
  void customersBuyOnAfterTheBooksHaveMovedInTheClusterAndTheirMasterHasDied() {
    try (RedisFleet fleet = RedisFleet.clustered();
        OutsideSeller seller = OutsideSeller.start();
        RunningGateway gateway = gateway(fleet.urls(), "cluster", seller)) {
      startBuying(gateway);
      fleet.moveBooks(() -> awaitNothingBought(seller));
      awaitMore();
      fleet.failOver();
      awaitReady(gateway);
      awaitMore();
      stopBuying();

      booksEqualTheChain(gateway, seller, fleet);
    }
  }

  private static RunningGateway gateway(String redis, String mode, OutsideSeller seller) {
    Map<String, String> environment = new HashMap<>(seller.environment());
    environment.put("STIPEND_REDIS", redis);
    environment.put("STIPEND_REDIS_MODE", mode);
    return RunningGateway.start(RunningGateway.newFolder(), environment);
  }

  private void startBuying(RunningGateway gateway) {
    for (int i = 0; i < CUSTOMERS; i++) {
      Customer customer = gateway.customer("900.00");
      for (int j = 0; j < 2; j++) {
        buyers.add(
            Thread.startVirtualThread(
                () -> {
                  while (!stopping) {
                    buyInTheEnd(customer);
                  }
                }));
      }
    }
    awaitMore();
  }

  private void buyInTheEnd(Customer customer) {
    String id = "call-" + calls.incrementAndGet();
    while (true) {
      Reply reply = customer.buyPicture(id, "picture of " + id);
      if (reply.status() == 200) {
        answered.add(id);
        return;
      }
      if (reply.status() == 202) {
        // Written down, but perhaps never sent: the chain will tell, and it must not be sold again.
        return;
      }
      if (reply.status() != 503 && reply.status() != 409) {
        surprises.add(reply.toString());
        return;
      }
      if (stopping) {
        return;
      }
      LockSupport.parkNanos(RETRY_AFTER.toNanos());
    }
  }

  private void awaitMore() {
    int goal = answered.size() + SOME;
    Eventually.find(
        SOME + " more pictures",
        DUST,
        () -> answered.size() >= goal ? Optional.of(goal) : Optional.empty());
  }

  /** What was authorized before is still paid; then there is no transfer while calls go on. */
  private void awaitNothingBought(OutsideSeller seller) {
    List<Integer> last = new ArrayList<>();
    Eventually.find(
        "a second without a transfer",
        DUST,
        () -> {
          last.add(BooksCheck.paid(seller.sandbox().chain().transfers()).size());
          int size = last.size();
          return size > 50 && last.get(size - 1).equals(last.get(size - 50))
              ? Optional.of(true)
              : Optional.empty();
        });
  }

  private static void awaitReady(RunningGateway gateway) {
    Eventually.find(
        "a gateway that is ready",
        DUST,
        () -> readyz(gateway) == 200 ? Optional.of(true) : Optional.empty());
  }

  private static int readyz(RunningGateway gateway) {
    return gateway.admin().with(null).get("/readyz").status();
  }

  private void stopBuying() {
    stopping = true;
    for (Thread buyer : buyers) {
      try {
        buyer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  private void booksEqualTheChain(RunningGateway gateway, OutsideSeller seller, RedisFleet fleet) {
    assertThat(surprises).isEmpty();
    seller.sandbox().chain().advance(DEAD);
    BooksCheck books = gateway.books();
    Eventually.find(
        "the end of every spend",
        DUST,
        () -> {
          fleet.books().cli("EVAL", ALL_DUE, "1", "stipend:{money}:open");
          return books.spends().stream()
                  .allMatch(spend -> spend.get("state").asString().matches("settled|voided"))
              ? Optional.of(true)
              : Optional.empty();
        });
    books.equal(seller.sandbox().chain().transfers());

    Map<String, Integer> paid = new HashMap<>();
    for (JsonNode spend : books.spends()) {
      if (spend.get("state").asString().equals("settled")) {
        paid.merge(spend.get("idempotencyId").asString(), 1, Integer::sum);
      }
    }
    assertThat(paid.values()).as("how often each call was paid").containsOnly(1);
    assertThat(paid.keySet()).containsAll(answered);
    int transfers = BooksCheck.paid(seller.sandbox().chain().transfers()).size();
    assertThat(paid).hasSize(transfers);
  }
}
