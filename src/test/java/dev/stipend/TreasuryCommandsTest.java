package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.cli.TreasuryOrder;
import dev.stipend.config.Config;
import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The treasury at the command line, beside a gateway that runs. */
class TreasuryCommandsTest {

  private final Path data = RunningGateway.newFolder();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private OutsideSeller seller;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    seller = OutsideSeller.start();
    gateway = RunningGateway.start(data, seller.environment());
  }

  @AfterEach
  void end() {
    gateway.books().equal(seller.sandbox().chain().transfers());
    gateway.close();
    seller.close();
  }

  @Test
  void pauseStopsThePaymentsOfRunningGatewaysUntilItIsLifted() {
    Customer customer = gateway.customer("5.00");
    assertThat(run(new TreasuryOrder.Pause(List.of(), "incident 12"))).isZero();
    assertThat(run(new TreasuryOrder.Pause(List.of(), "once more"))).isEqualTo(1);

    Reply refused = customer.buyPicture("while paused");

    assertThat(refused.at("/code")).isEqualTo("treasury_paused");
    assertThat(gateway.admin().get("/admin/treasury").json().at("/stops/0/by").asString())
        .isEqualTo("cli:a_user");
    assertThat(run(new TreasuryOrder.Resume(List.of(), "over"))).isZero();
    assertThat(run(new TreasuryOrder.Resume(List.of(), "over"))).isEqualTo(1);
    assertThat(customer.buyPicture("after it").status()).isEqualTo(200);
    assertThat(out.toString().lines()).first().isEqualTo("all: stopped");
    assertThat(out.toString()).contains("Stopped: all, by cli:a_user", ": incident 12");
  }

  @Test
  void oneOperationIsStoppedIfItIsSold() {
    Customer customer = gateway.customer("5.00");
    List<String> route = List.of("nano-banana-pro", "generate");
    assertThat(run(new TreasuryOrder.Pause(route, "slow"))).isZero();
    assertThat(customer.buyPicture("refused").at("/code")).isEqualTo("route_stopped");

    assertThat(run(new TreasuryOrder.Pause(List.of("nobodys", "generate"), "x"))).isEqualTo(2);
    assertThat(run(new TreasuryOrder.Pause(List.of("nano-banana-pro"), "x"))).isEqualTo(2);
    assertThat(run(new TreasuryOrder.Pause(List.of("token"), "x"))).isEqualTo(2);
    assertThat(run(new TreasuryOrder.Pause(List.of(), " "))).isEqualTo(2);

    assertThat(err.toString().lines())
        .hasSize(4)
        .anyMatch(line -> line.contains("nobodys generate is nothing that is sold"))
        .anyMatch(line -> line.contains("a reason is one line"));
    assertThat(run(new TreasuryOrder.Resume(route, "well again"))).isZero();
  }

  @Test
  void treasuryIsShownByTheBooksAndByTheChain() {
    Customer customer = gateway.customer("5.00");
    assertThat(customer.buyPicture("a picture").status()).isEqualTo(200);

    assertThat(run(new TreasuryOrder.Show())).isZero();

    assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
        .contains("Spent 0.134", "Left without explanation 0.00", "Flowed out this day 0.134")
        .anyMatch(line -> line.startsWith("On the chain 999999.866 0x"));
    assertThat(err.toString()).isEmpty();
  }

  private int run(TreasuryOrder order) {
    Map<String, String> all = RunningGateway.environment(data, seller.environment());
    if (!(ConfigReader.read(all, Optional.empty()) instanceof ConfigReading.Read(Config config))) {
      throw new AssertionError("the configuration is wrong");
    }
    return new TreasuryCommands(
            config, "a user", new PrintWriter(out, true), new PrintWriter(err, true))
        .run(order);
  }
}
