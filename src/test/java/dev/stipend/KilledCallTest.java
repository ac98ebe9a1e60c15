package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** M6 across deaths: the same call, sent again to the next gateway, is not paid again. */
class KilledCallTest {

  /** More blocks than the chain needs to call one safe. */
  private static final Duration SAFE = Duration.ofSeconds(10);

  /** Beyond the end of any authorization, as the chain counts time. */
  private static final Duration DEAD = Duration.ofSeconds(400);

  /** What nobody ended is taken over, and what was never bound is free, after less than that. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(60);

  private static final String CASHED_BEFORE = "cashed-before";
  private static final String CASHED_AFTER = "cashed-after";
  private static final String NEVER_CASHED = "never-cashed";
  private static final String UNNAMED = "unnamed";
  private static final String ONLY_QUOTED = "only-quoted";

  @Test
  void aCallSentAgainAfterADeathAtAnyStepIsPaidOnce() {
    Path data = RunningGateway.newFolder();
    try (OutsideSeller seller = OutsideSeller.start()) {
      Sandbox sandbox = seller.sandbox();
      Map<String, String> environment = environment(seller);
      String secret;
      try (GatewayProcess gateway = GatewayProcess.start(data, environment)) {
        Customer customer = customer(gateway);
        secret = customer.secret();
        holdEach(sandbox, customer);
        gateway.kill();
      }
      Eventually.until("the transfer under way", () -> paid(sandbox) == 3);

      try (GatewayProcess gateway = GatewayProcess.start(data, environment)) {
        Http team = gateway.teams(secret);
        assertThat(send(team, CASHED_BEFORE).status()).isEqualTo(409);
        assertThat(send(team, ONLY_QUOTED).status()).isEqualTo(409);
        Reply doubt = again(team, NEVER_CASHED, Set.of(202));
        Reply unnamed = again(team, UNNAMED, Set.of(200, 202));
        sandbox.chain().advance(SAFE);
        Reply before = again(team, CASHED_BEFORE, Set.of(200));
        Reply after = again(team, CASHED_AFTER, Set.of(200));
        assertThat(paid(sandbox)).as("nothing was bought again").isEqualTo(3);

        Reply quoted = again(team, ONLY_QUOTED, Set.of(200));

        assertThat(quoted.header("Idempotency-Replayed")).isEmpty();
        assertThat(paid(sandbox)).isEqualTo(4);
        assertThat(send(team, NEVER_CASHED).at("/jobId")).isEqualTo(doubt.at("/jobId"));
        assertThat(send(team, CASHED_BEFORE).text()).isEqualTo(before.text());
        assertThat(jobs(doubt, unnamed, before, after, quoted)).hasSize(5);
        sandbox.chain().advance(DEAD);
        BooksCheck books = new BooksCheck(gateway.admin(RunningGateway.OPERATOR));
        Eventually.until("the end of every spend", () -> allEnded(books));
        books.equal(sandbox.chain().transfers());
        assertThat(paid(sandbox)).isEqualTo(4);
      }
    }
  }

  /** One call for each moment at which the seller can hold a gateway. */
  private static void holdEach(Sandbox sandbox, Customer customer) {
    hold(sandbox, customer, CASHED_BEFORE, Fault.NEVER_ANSWERS, Map.of("settle", "true"));
    Eventually.until("the seller's first transfer", () -> paid(sandbox) == 1);
    hold(sandbox, customer, UNNAMED, Fault.NEVER_ANSWERS, Map.of("settle", "true"));
    Eventually.until("the seller's second transfer", () -> paid(sandbox) == 2);
    hold(sandbox, customer, NEVER_CASHED, Fault.NEVER_ANSWERS, Map.of("settle", "false"));
    Eventually.until("the seller's third job", () -> sandbox.jobsCreated() == 3);
    hold(sandbox, customer, CASHED_AFTER, Fault.DELAY_BEFORE_SETTLE, Map.of("millis", "3000"));
    Eventually.until("the seller's fourth job", () -> sandbox.jobsCreated() == 4);
    hold(sandbox, customer, ONLY_QUOTED, Fault.QUOTE_DELAY, Map.of("millis", "60000"));
    Http control = new Http(sandbox.origin(), null);
    Eventually.until(
        "the question for a price",
        () -> !control.get("/sandbox/faults").text().contains("\"armed\""));
  }

  /** Nobody waits for the answer: it will never come. */
  private static void hold(
      Sandbox sandbox, Customer customer, String call, Fault fault, Map<String, String> how) {
    sandbox.faults().arm(fault, 1, how);
    var _ = sendLater(customer.http(), call).exceptionally(hungUp -> null);
  }

  private static CompletableFuture<Reply> sendLater(Http team, String call) {
    Http named = call.equals(UNNAMED) ? team : team.naming(call);
    return named.postLater(Customer.PICTURE, "{\"prompt\":\"" + call + "\"}");
  }

  private static Reply send(Http team, String call) {
    return Http.await(sendLater(team, call));
  }

  /** As a client does that obeys {@code x-should-retry}, and more patiently than one. */
  private static Reply again(Http team, String call, Set<Integer> ends) {
    return Eventually.find(
        "an end of " + call,
        TAKEN_OVER,
        () -> {
          Reply reply = send(team, call);
          assertThat(reply.status()).as("%s", reply).isIn(200, 202, 409);
          return Optional.of(reply).filter(ended -> ends.contains(ended.status()));
        });
  }

  private static Set<String> jobs(Reply... replies) {
    return new HashSet<>(List.of(replies).stream().map(reply -> reply.at("/jobId")).toList());
  }

  private static boolean allEnded(BooksCheck books) {
    return books.spends().stream()
        .allMatch(spend -> Set.of("settled", "voided").contains(spend.get("state").asString()));
  }

  private static int paid(Sandbox sandbox) {
    return BooksCheck.paid(sandbox.chain().transfers()).size();
  }

  private static Customer customer(GatewayProcess gateway) {
    return Customer.of(
        gateway.admin(RunningGateway.OPERATOR), gateway.teams(""), "design", "50000.00");
  }

  private static Map<String, String> environment(OutsideSeller seller) {
    Map<String, String> environment = new HashMap<>(seller.environment());
    environment.put("STIPEND_ADMIN_KEY", RunningGateway.OPERATOR);
    environment.put("STIPEND_PAYMENT_ANSWER_TIMEOUT", "3s");
    environment.put("STIPEND_PAYMENT_QUOTE_TIMEOUT", "5s");
    return environment;
  }
}
