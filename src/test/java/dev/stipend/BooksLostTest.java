package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stipend.Http.Reply;
import dev.stipend.config.Config;
import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import dev.stipend.redis.RedisServer;
import dev.stipend.sandbox.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Books that vanish are not new books: nothing is bought until somebody has decided so. */
class BooksLostTest {

  private static final String[] FORGETFUL = {"appendonly no", "save \"\""};
  private static final int AT_ONCE = 8;

  private final Path data = RunningGateway.newFolder();
  private final AtomicInteger prompts = new AtomicInteger();
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
  void whatIsOnItsWayWhenTheBooksVanishIsNotPaid() {
    try (RunningGateway gateway = gateway(data, Map.of())) {
      Customer customer = gateway.customer("100.00");
      assertThat(customer.buyPicture("before").status()).isEqualTo(200);
      seller.sandbox().faults().arm(Fault.QUOTE_DELAY, AT_ONCE, Map.of("millis", "1000"));
      List<CompletableFuture<Reply>> calls = begin(customer);
      Eventually.until("calls that wait for their price", () -> claims() == AT_ONCE);

      server.cli("FLUSHALL");

      calls.forEach(call -> isClosed(Http.await(call)));
      assertThat(paid()).isEqualTo(1);
      explains(gateway, "none");
    }
  }

  @Test
  void booksThatVanishUnderLoadCloseTheGatewayAndItsNextStart() throws IOException {
    try (RunningGateway gateway = gateway(data, Map.of())) {
      Customer customer = gateway.customer("100.00");
      Thread[] buyers = new Thread[AT_ONCE];
      for (int i = 0; i < AT_ONCE; i++) {
        buyers[i] = Thread.startVirtualThread(() -> buyWhileItWorks(customer));
      }
      Eventually.until("some transfers", () -> paid() >= 20);

      server.kill();
      server.restart();

      for (Thread buyer : buyers) {
        join(buyer);
      }
      explains(gateway, "none");
      long before = paid();
      for (int i = 0; i < AT_ONCE; i++) {
        isClosed(buy(customer));
      }
      assertThat(gateway.admin().get("/admin/treasury").status()).isEqualTo(503);
      assertThat(gateway.admin().post("/admin/teams", Map.of("id", "more")).status())
          .isEqualTo(503);
      assertThat(paid()).isEqualTo(before);
      assertThat(server.cli("EXISTS", "stipend:{money}:balance")).isEqualTo("0");
    }
    assertThatThrownBy(() -> gateway(data, Map.of()))
        .rootCause()
        .hasMessageContaining("does not hold the books")
        .hasMessageContaining(data.resolve("books.id").toString());
    assertThatThrownBy(() -> BooksAtHand.use(config(data), redis -> redis))
        .hasMessageContaining("does not hold the books");
    assertThat(server.cli("KEYS", "stipend:{money}*")).isEmpty();

    Files.delete(data.resolve("books.id"));
    try (RunningGateway gateway = gateway(data, Map.of())) {
      assertThat(gateway.customer("1.00").buyPicture("anew").status()).isEqualTo(200);
    }
  }

  @Test
  void lossIsOneErrorInTheLog() {
    Map<String, String> environment = environment(Map.of());
    environment.put("STIPEND_ADMIN_KEY", RunningGateway.OPERATOR);
    try (GatewayProcess gateway = GatewayProcess.start(data, environment)) {
      server.cli("FLUSHALL");
      Http admin = gateway.admin(RunningGateway.OPERATOR);
      Eventually.until(
          "a gateway that has noticed",
          () -> !admin.with(null).get("/readyz").at("/problem").isEmpty());
      for (int i = 0; i < 20; i++) {
        assertThat(admin.get("/admin/limits").status()).isEqualTo(503);
        assertThat(admin.with(null).get("/readyz").status()).isEqualTo(503);
      }

      assertThat(gateway.output().lines())
          .filteredOn(line -> line.contains("\"message\":\"This Redis does not hold the books"))
          .singleElement()
          .asString()
          .contains("\"level\":\"ERROR\"")
          .contains("books.id");
    }
  }

  @Test
  void booksThatComeBackOpenTheGatewayAgain() {
    try (RunningGateway gateway = gateway(data, Map.of())) {
      Customer customer = gateway.customer("100.00");
      server.cli("SWAPDB", "0", "1");
      Eventually.until("a gateway that has noticed", () -> isExplained(gateway));
      isClosed(buy(customer));

      server.cli("SWAPDB", "0", "1");

      Eventually.until("a gateway that is open", () -> readyz(gateway).status() == 200);
      assertThat(buy(customer).status()).isEqualTo(200);
    }
  }

  @Test
  void booksOfAnotherGatewayAreNotTouched() {
    Path other = RunningGateway.newFolder();
    gateway(data, Map.of()).close();
    server.cli("SWAPDB", "0", "1");
    try (RunningGateway gateway = gateway(other, Map.of())) {
      Customer customer = gateway.customer("100.00");
      server.cli("SWAPDB", "0", "1");
      isClosed(buy(customer));
      assertThat(paid()).isZero();
      explains(gateway, id(data));
    }
    assertThatThrownBy(() -> gateway(other, Map.of()))
        .rootCause()
        .hasMessageContaining("does not hold the books " + id(other) + ", but " + id(data));
    gateway(data, Map.of()).close();
  }

  @Test
  void pinnedBooksAreTheOnlyOnesAndAreNeverBegun() {
    String pinned = "0123456789abcdef0123456789abcdef";
    assertThatThrownBy(() -> gateway(data, Map.of("STIPEND_REDIS_BOOKS_ID", pinned)))
        .rootCause()
        .hasMessageContaining(pinned)
        .hasMessageContaining("redisBooksId");
    assertThat(server.cli("DBSIZE")).isEqualTo("0");
    gateway(data, Map.of()).close();

    Path fresh = RunningGateway.newFolder();
    gateway(fresh, Map.of("STIPEND_REDIS_BOOKS_ID", id(data))).close();
    assertThat(id(fresh)).isEqualTo(id(data));
  }

  @Test
  void sandboxBeginsAnewWithoutItsDataFolderButNotWithoutItsRedisAlone() throws IOException {
    RunningGateway.start(data, Map.of()).close();
    String before = id(data);
    delete(data.resolve("redis"));
    assertThatThrownBy(() -> RunningGateway.start(data, Map.of()))
        .rootCause()
        .hasMessageContaining("does not hold the books " + before + ", but none");

    delete(data);
    RunningGateway.start(data, Map.of()).close();
    assertThat(id(data)).isNotEqualTo(before);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private RunningGateway gateway(Path folder, Map<String, String> more) {
    return RunningGateway.start(folder, environment(more));
  }

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(seller.environment());
    environment.put("STIPEND_REDIS", server.url());
    environment.putAll(more);
    return environment;
  }

  private Config config(Path folder) {
    Map<String, String> all = RunningGateway.environment(folder, environment(Map.of()));
    if (!(ConfigReader.read(all, Optional.empty()) instanceof ConfigReading.Read(Config read))) {
      throw new AssertionError("the configuration is wrong");
    }
    return read;
  }

  private List<CompletableFuture<Reply>> begin(Customer customer) {
    List<CompletableFuture<Reply>> calls = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      calls.add(customer.http().postLater(Customer.PICTURE, "{\"prompt\":\"no. " + i + "\"}"));
    }
    return calls;
  }

  private void buyWhileItWorks(Customer customer) {
    while (buy(customer).status() / 100 == 2) {
      assertThat(prompts.get()).isLessThan(100_000);
    }
  }

  private Reply buy(Customer customer) {
    return customer.buyPicture("picture " + prompts.incrementAndGet());
  }

  /** Names that calls have taken; those of calls that have ended are given back. */
  private int claims() {
    return (int)
        server.cli("KEYS", "stipend:claim:*").lines().filter(line -> !line.isEmpty()).count();
  }

  private long paid() {
    return BooksCheck.paid(seller.sandbox().chain().transfers()).size();
  }

  private static void isClosed(Reply reply) {
    assertThat(reply.status()).as("%s", reply).isEqualTo(503);
    assertThat(reply.at("/code")).isEqualTo("budget_unavailable");
    assertThat(reply.at("/help")).contains("Nothing was paid").contains("/readyz");
  }

  private static boolean isExplained(RunningGateway gateway) {
    return !readyz(gateway).at("/problem").isEmpty();
  }

  private static void explains(RunningGateway gateway, String found) {
    Eventually.until("a gateway that has noticed", () -> isExplained(gateway));
    Reply ready = readyz(gateway);
    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.at("/redis")).isEqualTo("up");
    assertThat(ready.at("/problem")).contains("but " + found).contains("books.id");
    Eventually.until(
        "the metric",
        () -> gateway.admin().get("/metrics").text().contains("stipend_books_lost 1.0"));
  }

  private static Reply readyz(RunningGateway gateway) {
    return gateway.admin().with(null).get("/readyz");
  }

  private static String id(Path folder) {
    try {
      return Files.readString(folder.resolve("books.id")).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
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
}
