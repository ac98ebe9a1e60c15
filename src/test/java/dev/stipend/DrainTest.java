package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A gateway that is asked to stop finishes what it began, and only then ends. */
class DrainTest {

  private static final Duration DRAIN_MAX = Duration.ofSeconds(20);
  private static final int ENDED_BY_SIGTERM = 143;

  @Test
  void callUnderWayIsAnsweredAndBookedBeforeTheEnd() {
    Path data = RunningGateway.newFolder();
    try (OutsideSeller seller = OutsideSeller.start()) {
      Sandbox sandbox = seller.sandbox();
      Map<String, String> environment = new HashMap<>(seller.environment());
      environment.put("STIPEND_ADMIN_KEY", RunningGateway.OPERATOR);
      String secret;
      try (GatewayProcess gateway = GatewayProcess.start(data, environment)) {
        Http operator = gateway.admin(RunningGateway.OPERATOR);
        Customer customer = Customer.of(operator, gateway.teams(""), "design", "5.00");
        secret = customer.secret();
        sandbox.faults().arm(Fault.DELAY_AFTER_SETTLE, 1, Map.of("millis", "2000"));
        CompletableFuture<Reply> call =
            customer.http().postLater(Customer.PICTURE, "{\"prompt\":\"slow\"}");
        Eventually.until(
            "the money on chain", () -> !BooksCheck.paid(sandbox.chain().transfers()).isEmpty());

        long begun = System.nanoTime();
        gateway.askToStop();

        Reply bought = Http.await(call);
        assertThat(bought.status()).as("%s", bought).isEqualTo(200);
        assertThat(bought.header("X-Payment-Transaction")).isNotEmpty();
        assertThat(gateway.awaitEnd()).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(DRAIN_MAX);
        Eventually.until(
            "the end of its Redis",
            () -> gateway.children().stream().noneMatch(ProcessHandle::isAlive));
      }

      try (GatewayProcess gateway = GatewayProcess.start(data, environment)) {
        Customer customer = new Customer("design", secret, gateway.teams(secret));
        assertThat(customer.limit().get("settled").asString()).isEqualTo("0.134");
        assertThat(customer.limit().get("held").asString()).isEqualTo("0.00");
        new BooksCheck(gateway.admin(RunningGateway.OPERATOR)).equal(sandbox.chain().transfers());
      }
    }
  }
}
