package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stipend.config.Config;
import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import dev.stipend.money.Money;
import dev.stipend.redis.RedisServer;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.SandboxTransfer;
import dev.stipend.treasury.NonceTags;
import dev.stipend.x402.Bytes32;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Redis is gone, with everything in it, and who spent what is read from the chain. */
class LossTest {

  private static final String[] FORGETFUL = {"appendonly no", "save \"\""};
  private static final int TEAMS = 3;
  private static final Duration SAFE = Duration.ofSeconds(10);
  private static final Duration DEAD = Duration.ofMinutes(20);

  private final Path data = RunningGateway.newFolder();
  private final AtomicInteger prompts = new AtomicInteger();
  private final AtomicBoolean lost = new AtomicBoolean();
  private RedisServer server;
  private OutsideSeller seller;

  @BeforeEach
  void start() {
    assumeTrue(RedisServer.isInstalled(), "redis-server is there");
    server = RedisServer.start(FORGETFUL);
    seller = OutsideSeller.start();
  }

  @AfterEach
  void end() {
    if (seller != null) {
      seller.close();
      server.close();
    }
  }

  @Test
  void spendsOfEachTeamAreTheChainsToTheMicroDollarAfterEverythingWasLostUnderLoad()
      throws IOException {
    NonceTags tags;
    try (RunningGateway gateway = gateway()) {
      tags = gateway.gateway().core().money().wallets().tags();
      List<Thread> buyers = new ArrayList<>();
      for (int i = 0; i < TEAMS; i++) {
        Customer customer = gateway.customer("1000.00");
        buyers.add(Thread.startVirtualThread(() -> buyUntilLost(customer)));
        buyers.add(Thread.startVirtualThread(() -> buyUntilLost(customer)));
      }
      Eventually.until("some transfers", () -> paid().size() >= 20);
      // Some that are cashed while nobody gets an answer, or only after everything is gone.
      seller.sandbox().faults().arm(Fault.SETTLE_LATE, 2, Map.of("millis", "1500"));
      Eventually.until("some more transfers", () -> paid().size() >= 30);

      server.kill();
      lost.set(true);
      server.restart();
      buyers.forEach(LossTest::join);
    }
    long before = paid().size();

    Files.delete(data.resolve("books.id"));
    try (RunningGateway gateway = gateway()) {
      Customer anew = gateway.customer("1000.00");
      assertThat(anew.buyPicture("anew").status()).isEqualTo(200);
      Eventually.until("what was under way is over", () -> paid().size() > before);
      advance(SAFE);
      advance(DEAD);
      StringWriter report = new StringWriter();

      int code = new ReconcileCommand(config(), new PrintWriter(report, true), errors()).run(1L);

      assertThat(code).as(report.toString()).isZero();
      JsonNode told = gateway.admin().get("/admin/treasury/reconciliation").json();
      assertThat(told.get("difference").asString()).isEqualTo("0.00");
      assertThat(told.get("unexplained").asString()).isEqualTo("0.00");
      assertThat(told.get("spentConfirmed").asString()).isEqualTo(dollars(sum(paid())));
      assertThat(spentByTeam(gateway)).isEqualTo(chainByTeam(tags));
      gateway.books().equal(seller.sandbox().chain().transfers());
      assertThat(new BooksCommands(config(), new PrintWriter(report, true), errors()).audit())
          .as(report.toString())
          .isZero();
    }
  }

  private Map<String, Long> spentByTeam(RunningGateway gateway) {
    Map<String, Long> spent = new TreeMap<>();
    for (JsonNode spend : gateway.books().spends()) {
      if (spend.get("state").asString().equals("settled")) {
        spent.merge(
            spend.get("team").asString(),
            Money.parseDollars(spend.get("amount").asString()).micros(),
            Long::sum);
      }
    }
    return spent;
  }

  private Map<String, Long> chainByTeam(NonceTags tags) {
    return paid().stream()
        .collect(
            Collectors.groupingBy(
                transfer ->
                    tags.read(Bytes32.parse(Objects.requireNonNull(transfer.nonce())))
                        .orElseThrow()
                        .team(List.of())
                        .value(),
                TreeMap::new,
                Collectors.summingLong(SandboxTransfer::micros)));
  }

  private void buyUntilLost(Customer customer) {
    while (!lost.get()) {
      customer.buyPicture("picture " + prompts.incrementAndGet());
      assertThat(prompts.get()).isLessThan(100_000);
    }
  }

  private RunningGateway gateway() {
    return RunningGateway.start(data, environment());
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(seller.environment());
    environment.put("STIPEND_REDIS", server.url());
    return environment;
  }

  private Config config() {
    Map<String, String> all = RunningGateway.environment(data, environment());
    if (!(ConfigReader.read(all, Optional.empty()) instanceof ConfigReading.Read(Config read))) {
      throw new AssertionError("the configuration is wrong");
    }
    return read;
  }

  private List<SandboxTransfer> paid() {
    return BooksCheck.paid(seller.sandbox().chain().transfers());
  }

  private static long sum(List<SandboxTransfer> transfers) {
    return transfers.stream().mapToLong(SandboxTransfer::micros).sum();
  }

  private void advance(Duration time) {
    try {
      seller.sandbox().chain().advance(time).await(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static PrintWriter errors() {
    return new PrintWriter(System.err, true, StandardCharsets.UTF_8);
  }

  private static String dollars(long micros) {
    return Money.ofMicros(micros).toDollars();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
