package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whatever a gateway was doing when it was killed, the next one finds out how it ended. */
class KillTest {

  /** Beyond the end of any authorization, as the chain counts time. */
  private static final Duration DEAD = Duration.ofSeconds(400);

  /** A payment that nobody ended is taken over when its caller must be dead. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(40);

  private static final String CASHED_BEFORE = "cashed before";
  private static final String CASHED_AFTER = "cashed after";
  private static final String NEVER_CASHED = "never cashed";
  private static final String ONLY_QUOTED = "only quoted";

  private static final List<String> ENDED = List.of("settled", "settled", "voided");

  /**
   * What was never cashed may be found in the seller's list before its payment is dead: then the
   * seller delivers it for nothing.
   */
  private static final Map<String, Set<String>> JOBS =
      Map.of(
          CASHED_BEFORE,
          Set.of("complete"),
          CASHED_AFTER,
          Set.of("complete"),
          NEVER_CASHED,
          Set.of("complete", "failed"));

  @Test
  void whatAKilledGatewayBeganIsEndedByTheNextWithoutPayingTwice() {
    Path data = RunningGateway.newFolder();
    try (OutsideSeller seller = OutsideSeller.start()) {
      Sandbox sandbox = seller.sandbox();
      Map<String, String> environment = new HashMap<>(seller.environment());
      environment.put("STIPEND_ADMIN_KEY", RunningGateway.OPERATOR);
      environment.put("STIPEND_PAYMENT_ANSWER_TIMEOUT", "3s");
      String secret;
      try (GatewayProcess gateway = GatewayProcess.start(data, environment)) {
        Http operator = gateway.admin(RunningGateway.OPERATOR);
        Customer customer = Customer.of(operator, gateway.teams(""), "design", "5.00");
        secret = customer.secret();
        beginAll(sandbox, customer);
        gateway.kill();
      }
      assertThat(BooksCheck.paid(sandbox.chain().transfers())).hasSize(1);
      Eventually.until(
          "the seller's second transfer",
          () -> BooksCheck.paid(sandbox.chain().transfers()).size() == 2);
      sandbox.chain().advance(DEAD);

      try (GatewayProcess gateway = GatewayProcess.start(data, environment)) {
        BooksCheck books = new BooksCheck(gateway.admin(RunningGateway.OPERATOR));
        Customer customer = new Customer("design", secret, gateway.teams(secret));
        assertThat(customer.limit().get("held").asString()).isEqualTo("0.402");
        Eventually.find(
            "the end of every spend",
            TAKEN_OVER,
            () -> Optional.of(states(books)).filter(ENDED::equals));

        books.equal(sandbox.chain().transfers());
        assertThat(BooksCheck.paid(sandbox.chain().transfers())).hasSize(2);
        assertThat(customer.limit().get("settled").asString()).isEqualTo("0.268");
        assertThat(customer.limit().get("left").asString()).isEqualTo("4.732");
        Eventually.until("the end of every job", () -> areAsExpected(statuses(customer)));
      }
    }
  }

  /** One call for each moment at which a gateway can die. */
  private static void beginAll(Sandbox sandbox, Customer customer) {
    sandbox.faults().arm(Fault.NEVER_ANSWERS, 1, Map.of("settle", "true"));
    begin(customer, CASHED_BEFORE);
    Eventually.until(
        "the seller's first transfer",
        () -> BooksCheck.paid(sandbox.chain().transfers()).size() == 1);
    sandbox.faults().arm(Fault.NEVER_ANSWERS, 1, Map.of("settle", "false"));
    begin(customer, NEVER_CASHED);
    Eventually.until("the seller's second job", () -> sandbox.jobsCreated() == 2);
    sandbox.faults().arm(Fault.DELAY_BEFORE_SETTLE, 1, Map.of("millis", "3000"));
    begin(customer, CASHED_AFTER);
    Eventually.until("the seller's third job", () -> sandbox.jobsCreated() == 3);
    sandbox.faults().arm(Fault.QUOTE_DELAY, 1, Map.of("millis", "60000"));
    begin(customer, ONLY_QUOTED);
    Http control = new Http(sandbox.origin(), null);
    Eventually.until(
        "the question for a price",
        () -> !control.get("/sandbox/faults").text().contains("\"armed\""));
  }

  /** Nobody waits for the answer: it will never come. */
  private static void begin(Customer customer, String prompt) {
    customer
        .http()
        .postLater(Customer.PICTURE, "{\"prompt\":\"" + prompt + "\"}")
        .exceptionally(hungUp -> null);
  }

  private static List<String> states(BooksCheck books) {
    return books.spends().stream().map(spend -> spend.get("state").asString()).sorted().toList();
  }

  private static boolean areAsExpected(Map<String, String> statuses) {
    return statuses.keySet().equals(JOBS.keySet())
        && statuses.entrySet().stream()
            .allMatch(job -> JOBS.getOrDefault(job.getKey(), Set.of()).contains(job.getValue()));
  }

  private static Map<String, String> statuses(Customer customer) {
    Map<String, String> statuses = new HashMap<>();
    for (JsonNode job : customer.http().get("/api/jobs").json().get("jobs")) {
      statuses.put(job.at("/input/prompt").asString(), job.get("status").asString());
    }
    return statuses;
  }
}
