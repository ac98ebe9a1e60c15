package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.config.Config;
import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import dev.stipend.sandbox.SandboxTransfer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose payment it was is told by the wallet's key alone, whatever became of the books. */
class ExplainTest {

  private final Path data = RunningGateway.newFolder();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private OutsideSeller seller;

  @BeforeEach
  void start() {
    seller = OutsideSeller.start();
  }

  @AfterEach
  void end() {
    seller.close();
  }

  @Test
  void nonceAndTransactionNameSpendAndTeamWithoutTheBooks() {
    String spend;
    Customer customer;
    try (RunningGateway gateway = RunningGateway.start(data, seller.environment())) {
      customer = gateway.customer("100.00");
      spend = customer.buyPicture("a picture").at("/jobId");
    }
    SandboxTransfer paid = BooksCheck.paid(seller.sandbox().chain().transfers()).getFirst();

    assertThat(explain(String.valueOf(paid.nonce()))).isZero();
    assertThat(explain(paid.transaction())).isZero();

    assertThat(out.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("spend " + spend + " of team " + customer.team() + ", "));
    assertThat(out.toString()).contains(" in block " + paid.block() + ": ");
    assertThat(out.toString() + err).doesNotContain(seller.walletKey());
  }

  @Test
  void whatIsNotOursIsSaidSo() {
    assertThat(explain("0x" + "1".repeat(64))).isEqualTo(1);
    assertThat(explain("0x12")).isEqualTo(2);

    assertThat(out.toString()).contains("no nonce of these wallets");
    assertThat(err.toString()).contains("64 hex digits");
  }

  private int explain(String what) {
    Map<String, String> environment = new HashMap<>(seller.environment());
    environment.put("STIPEND_REDIS", "redis://127.0.0.1:1");
    Map<String, String> all = RunningGateway.environment(RunningGateway.newFolder(), environment);
    if (!(ConfigReader.read(all, Optional.empty()) instanceof ConfigReading.Read(Config config))) {
      throw new AssertionError("the configuration is wrong");
    }
    return new ExplainCommand(config, new PrintWriter(out, true), new PrintWriter(err, true))
        .run(what, List.of());
  }
}
