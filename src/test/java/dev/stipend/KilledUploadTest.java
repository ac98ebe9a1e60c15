package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An upload whose gateway dies between any two of its steps is not paid for again. */
class KilledUploadTest {

  private static final String FOREVER = "600000";
  private static final Duration SAFE = Duration.ofSeconds(10);
  private static final Duration TAKEN_OVER = Duration.ofSeconds(60);

  private static final byte[] UNSENT = Forms.png(1, 50_000);
  private static final byte[] UNCONFIRMED = Forms.png(2, 50_000);
  private static final byte[] UNANSWERED = Forms.png(3, 50_000);

  @Test
  void whatWasBoughtBeforeADeathIsUsedAfterIt() {
    Path data = RunningGateway.newFolder();
    try (OutsideSeller seller = OutsideSeller.start()) {
      Sandbox sandbox = seller.sandbox();
      Map<String, String> environment = environment(seller);
      String secret;
      try (GatewayProcess gateway = GatewayProcess.start(data, environment)) {
        secret = customer(gateway).secret();
        Http team = gateway.teams(secret);
        hold(sandbox, team, UNSENT, Fault.BLOB_DELAY, Map.of("millis", FOREVER));
        hold(
            sandbox,
            team,
            UNCONFIRMED,
            Fault.SLOW_HEADERS,
            Map.of("millis", FOREVER, "on", "confirmation"));
        hold(sandbox, team, UNANSWERED, Fault.NEVER_ANSWERS, Map.of("settle", "true"));
        Eventually.until("all payments", () -> paid(sandbox) == 3);
        gateway.kill();
      }

      try (GatewayProcess gateway = GatewayProcess.start(data, environment)) {
        Http team = gateway.teams(secret);
        Reply unsent = send(team, UNSENT);
        Reply unconfirmed = send(team, UNCONFIRMED);

        assertThat(unsent.status()).as("%s", unsent).isEqualTo(200);
        assertThat(unsent.at("/cost")).isEqualTo("0.01");
        assertThat(unsent.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(unconfirmed.status()).as("%s", unconfirmed).isEqualTo(200);
        assertThat(unconfirmed.json().get("reused").booleanValue()).isTrue();
        assertThat(unconfirmed.json().get("confirmed").booleanValue()).isTrue();
        assertThat(paid(sandbox)).as("nothing was bought again").isEqualTo(3);

        Http named = team.naming("after-a-death");
        sandbox.chain().advance(SAFE);
        Reply unanswered =
            Eventually.find(
                "an end of what was never answered",
                TAKEN_OVER,
                () -> Optional.of(send(named, UNANSWERED)).filter(reply -> reply.status() == 200));
        assertThat(unanswered.json().get("reused").booleanValue()).isFalse();
        assertThat(paid(sandbox)).as("a new call is a new token").isEqualTo(4);

        BooksCheck books = new BooksCheck(gateway.admin(RunningGateway.OPERATOR));
        Eventually.find(
            "the end of every spend",
            TAKEN_OVER,
            () ->
                Optional.of(books)
                    .filter(
                        read ->
                            read.spends().stream()
                                .allMatch(
                                    spend -> spend.get("state").asString().equals("settled"))));
        books.equal(sandbox.chain().transfers());
      }
    }
  }

  /** Nobody waits for the answer; the next begins when the seller has been met. */
  private static void hold(
      Sandbox sandbox, Http team, byte[] file, Fault fault, Map<String, String> how) {
    sandbox.faults().arm(fault, 1, how);
    var _ =
        team.postLater("/api/upload", "application/octet-stream", file)
            .exceptionally(hungUp -> null);
    Http control = new Http(sandbox.origin(), null);
    Eventually.until(
        "the seller's " + fault,
        () -> !control.get("/sandbox/faults").text().contains("\"armed\""));
  }

  private static Reply send(Http team, byte[] file) {
    return team.post("/api/upload", "application/octet-stream", file);
  }

  private static int paid(Sandbox sandbox) {
    return BooksCheck.paid(sandbox.chain().transfers()).size();
  }

  private static Customer customer(GatewayProcess gateway) {
    return Customer.of(gateway.admin(RunningGateway.OPERATOR), gateway.teams(""), "design", "5.00");
  }

  private static Map<String, String> environment(OutsideSeller seller) {
    Map<String, String> environment = new HashMap<>(seller.environment());
    environment.put("STIPEND_ADMIN_KEY", RunningGateway.OPERATOR);
    environment.put("STIPEND_PAYMENT_ANSWER_TIMEOUT", "3s");
    environment.put("STIPEND_PAYMENT_QUOTE_TIMEOUT", "5s");
    return environment;
  }
}
