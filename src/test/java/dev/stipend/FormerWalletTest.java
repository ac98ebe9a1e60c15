package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.chain.WalletKey;
import dev.stipend.config.Config;
import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Faults;
import dev.stipend.sandbox.SandboxTransfer;
import dev.stipend.treasury.Reconciled;
import dev.stipend.treasury.ReconciliationBooks.Found;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Another wallet pays from now on, and nothing of the one before is lost. */
class FormerWalletTest {

  private static final Duration SAFE = Duration.ofSeconds(10);
  private static final long FIVE_DOLLARS = 5_000_000;

  private final Path data = RunningGateway.newFolder();
  private final String successorKey = newKey();
  private final Address successor = WalletKey.fromHex(successorKey).address();
  private OutsideSeller seller;
  private Address before;

  @BeforeEach
  void start() {
    seller = OutsideSeller.start();
    before = WalletKey.fromHex(seller.walletKey()).address();
  }

  @AfterEach
  void end() {
    seller.close();
  }

  @Test
  void jobsOfAFormerWalletAreDeliveredAndItsMoneyStaysInTheBooks() throws IOException {
    Customer customer;
    String job;
    try (RunningGateway gateway = RunningGateway.start(data, seller.environment())) {
      customer = gateway.customer("5.00");
      // Nobody sees this job's end before the other wallet pays.
      seller.sandbox().faults().arm(Fault.JOB_ERROR, Faults.UNTIL_CLEARED, Map.of("status", "503"));
      job = customer.buyPicture("paid by the former wallet").at("/jobId");
    }
    seller.sandbox().faults().clear();

    try (RunningGateway gateway = RunningGateway.start(data, afterSuccession())) {
      Customer same =
          new Customer(customer.team(), customer.secret(), gateway.team().with(customer.secret()));

      assertThat(same.ended(job).at("/status").asString()).isEqualTo("complete");
      assertThat(same.http().get("/api/jobs/" + job + "/content").status()).isEqualTo(200);

      done(seller.sandbox().fundOnce(successor.hex(), FIVE_DOLLARS));
      assertThat(same.buyPicture("paid by its successor").status()).isEqualTo(200);
      assertThat(payers()).containsExactly(before.hex(), successor.hex());
      Reconciled done = reconciled(gateway);
      assertThat(done.count(Found.CONFIRMED)).isEqualTo(2);
      treasuryIs(gateway, "999999.866", "4.866");

      done(seller.sandbox().chain().send(before.hex(), successor.hex(), 999_999_866_000L));
      assertThat(reconciled(gateway).count(Found.UNEXPLAINED)).isZero();
      treasuryIs(gateway, "0.00", "1000004.732");
    }
    assertThat(explained(paid().getFirst())).contains("of team " + customer.team());
  }

  private void treasuryIs(RunningGateway gateway, String former, String paying) {
    JsonNode treasury = gateway.admin().get("/admin/treasury").json();
    assertThat(treasury.at("/address").asString()).isEqualTo(successor.checksummed());
    assertThat(treasury.at("/onChain").asString()).isEqualTo(paying);
    assertThat(treasury.at("/former/0/address").asString()).isEqualTo(before.checksummed());
    assertThat(treasury.at("/former/0/onChain").asString()).isEqualTo(former);
    assertThat(treasury.at("/difference").asString()).isEqualTo("0.00");
    assertThat(treasury.at("/free").asString()).isEqualTo("1000004.732");
  }

  /** Once all blocks until now are safe. */
  private Reconciled reconciled(RunningGateway gateway) {
    done(seller.sandbox().chain().advance(SAFE));
    Core.Money money = gateway.gateway().core().money();
    done(Objects.requireNonNull(money.funding()).bookNew());
    return done(Objects.requireNonNull(money.chainBooks()).reconciliation().goOn());
  }

  private Map<String, String> afterSuccession() throws IOException {
    Path file = Files.writeString(data.resolve("former.key"), seller.walletKey());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> environment = new HashMap<>(seller.environment());
    environment.put("STIPEND_WALLET_KEY", successorKey);
    environment.put("STIPEND_WALLET_FORMER", file.toString());
    return environment;
  }

  private String explained(SandboxTransfer payment) throws IOException {
    Map<String, String> all = RunningGateway.environment(data, afterSuccession());
    if (!(ConfigReader.read(all, Optional.empty()) instanceof ConfigReading.Read(Config config))) {
      throw new AssertionError("the configuration is wrong");
    }
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out, true);
    new ExplainCommand(config, printer, printer).run(payment.transaction(), List.of());
    return out.toString();
  }

  private List<String> payers() {
    return paid().stream().map(SandboxTransfer::from).toList();
  }

  private List<SandboxTransfer> paid() {
    return BooksCheck.paid(seller.sandbox().chain().transfers());
  }

  private static String newKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
