package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Whatever the seller answers to a payment, and however the chain behaves meanwhile. */
class DoubtUnderTroubleTest {

  private static final Duration SAFE = Duration.ofSeconds(20);
  private static final Duration DEAD = Duration.ofSeconds(400);

  private static final int MANY = 1_000_000;
  private static final int LOOKS = 3;

  /** The gateway's clock is set forward with the chain's. */
  private static final AtomicLong AHEAD = new AtomicLong();

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            RunningGateway.newFolder(),
            Map.of("STIPEND_PAYMENT_ANSWER_TIMEOUT", "1s"),
            () -> Instant.now().plusSeconds(AHEAD.get()));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void booksExplainTheChain() {
    gateway.sandbox().faults().clear();
    gateway.books().explain(gateway.sandbox().chain().transfers());
  }

  /** Outcome by outcome: what the client hears, what the books say, whether money left. */
  @ParameterizedTest
  @CsvSource({
    "INVALID_JSON, 502, refused, 0",
    "INVALID_BODY, 502, refused, 0",
    "MALFORMED_PAYMENT, 502, refused, 0",
    "REFUSE_WITHOUT_REASON, 502, refused, 0",
    "WINDOW_EXPIRED, 502, refused, 0",
    "NONCE_USED, 502, refused, 0",
    "INSUFFICIENT_FUNDS, 502, refused, 0",
    "HANDLER_REFUSES, 502, refused, 0",
    "VERIFY_DOWN, 202, in_doubt, 0",
    "HANDLER_CRASHES, 202, in_doubt, 0",
    "SETTLEMENT_FAILED, 202, in_doubt, 0",
    "SETTLEMENT_FAILED_BUT_PAID, 202, in_doubt, 1",
    "ERROR_AFTER_SETTLE, 202, in_doubt, 1",
    "ERROR_WITHOUT_SETTLING, 202, in_doubt, 0",
    "SETTLE_THEN_DROP, 202, in_doubt, 1",
    "DROP_WITHOUT_SETTLING, 202, in_doubt, 0",
    "NEVER_ANSWERS, 202, in_doubt, 0",
    "NO_RECEIPT, 202, in_doubt, 1",
    "UNREADABLE_RECEIPT, 202, in_doubt, 1",
    "FAILED_RECEIPT, 202, in_doubt, 0",
    "FAILED_RECEIPT_BUT_PAID, 202, in_doubt, 1",
    "TRUNCATED_JSON, 202, in_doubt, 1",
    "TRUNCATED_ANSWER, 202, in_doubt, 1",
    "REDIRECT, 202, in_doubt, 0",
    "NO_JOB_ID, 200, settled, 1",
  })
  void everyOutcomeOfAPaymentHasItsAnswerAndItsPlaceInTheBooks(
      Fault fault, int status, String state, int transfers) {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.RPC_DOWN, Faults.UNTIL_CLEARED);
    int before = gateway.sandbox().chain().transfers().size();
    gateway.sandbox().faults().arm(fault);

    Reply reply = customer.buyPicture(fault.label());

    assertThat(reply.status()).as("%s", reply).isEqualTo(status);
    if (status != 200) {
      assertThat(reply.header("x-should-retry")).isEqualTo("false");
    }
    assertThat(spend(customer).get("state").asString()).isEqualTo(state);
    assertThat(gateway.sandbox().chain().transfers()).hasSize(before + transfers);
    Reply again = customer.buyPicture(fault.label());
    if (status != 200) {
      assertThat(again.status()).as("the same, not a second payment").isEqualTo(status);
      assertThat(gateway.admin().get("/admin/spends?team=" + customer.team()).json().get("items"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RPC_ERROR", "RPC_DOWN", "RPC_GARBAGE", "RPC_DROP", "SAFE_BLOCK_LAGS"})
  void doubtStaysWhileTheChainIsOfNoHelpAndEndsByItAfterwards(Fault trouble) {
    Customer paid = gateway.customer("5.00");
    Customer unpaid = gateway.customer("5.00");
    gateway.sandbox().faults().arm(trouble, MANY, Map.of("blocks", "100000", "chainId", "1"));
    gateway.sandbox().faults().arm(Fault.SETTLE_THEN_DROP);
    assertThat(paid.buyPicture("paid").status()).isEqualTo(202);
    gateway.sandbox().faults().arm(Fault.DROP_BEFORE_HANDLER);
    assertThat(unpaid.buyPicture("unpaid").status()).isEqualTo(202);

    advance(DEAD);
    int before = left(trouble);
    Eventually.until("looks at the chain", () -> left(trouble) <= before - LOOKS);
    assertThat(spend(paid).get("state").asString()).isEqualTo("in_doubt");
    assertThat(spend(unpaid).get("state").asString()).isEqualTo("in_doubt");

    gateway.sandbox().faults().clear();
    Eventually.find(
        "both ends",
        Duration.ofSeconds(60),
        () ->
            Optional.of(true)
                .filter(
                    any ->
                        spend(paid).get("state").asString().equals("settled")
                            && spend(unpaid).get("state").asString().equals("voided")));
  }

  @Test
  void sellerThatWronglyFindsTheWalletEmptyStopsNothing() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.INSUFFICIENT_FUNDS);

    assertThat(customer.buyPicture("too poor").status()).isEqualTo(502);

    assertThat(customer.buyPicture("another").status()).isEqualTo(200);
    assertThat(gateway.admin().get("/admin/treasury").json().get("paused").asBoolean()).isFalse();
  }

  @Test
  void operatorMayNotSayOtherwiseThanTheChain() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.SAFE_BLOCK_LAGS, Faults.UNTIL_CLEARED);
    gateway.sandbox().faults().arm(Fault.SETTLE_THEN_DROP);
    Reply bought = customer.buyPicture("to be decided");
    String path = "/admin/doubt/" + bought.at("/jobId");

    for (String outcome : new String[] {"settled", "voided"}) {
      Reply refused =
          gateway.admin().post(path, Map.of("outcome", outcome, "reason", "I know better"));
      assertThat(refused.status()).as("%s", refused).isEqualTo(409);
      assertThat(refused.at("/detail")).contains("the chain will tell");
    }

    gateway.sandbox().faults().clear();
    advance(SAFE);
    Eventually.until(
        "the chain's word", () -> spend(customer).get("state").asString().equals("settled"));
  }

  private static void advance(Duration by) {
    gateway.sandbox().chain().advance(by);
    AHEAD.addAndGet(by.toSeconds());
  }

  /** How often the fault will still fire. */
  private static int left(Fault fault) {
    return new Http(gateway.sandbox().origin(), null)
        .get("/sandbox/faults").json().findParents("armed").stream()
            .filter(each -> each.get("name").asString().equals(fault.label()))
            .findFirst()
            .orElseThrow()
            .at("/armed/times")
            .asInt();
  }

  private static JsonNode spend(Customer customer) {
    return gateway.admin().get("/admin/spends?team=" + customer.team()).json().at("/items/0");
  }
}
