package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The money moved, but the answer did not say so: the chain does. */
class SettledLateTest {

  /** More blocks than the chain needs to call one safe. */
  private static final Duration SAFE = Duration.ofSeconds(10);

  private static final List<Fault> LOST_ANSWERS =
      List.of(
          Fault.SETTLE_THEN_DROP,
          Fault.SETTLEMENT_FAILED_BUT_PAID,
          Fault.NO_RECEIPT,
          Fault.UNREADABLE_RECEIPT,
          Fault.FAILED_RECEIPT_BUT_PAID,
          Fault.ERROR_AFTER_SETTLE,
          Fault.TRUNCATED_JSON,
          Fault.TRUNCATED_ANSWER,
          Fault.REDIRECT);

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            RunningGateway.newFolder(), Map.of("STIPEND_PAYMENT_ANSWER_TIMEOUT", "2s"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void booksEqualTheChain() {
    gateway.sandbox().faults().clear();
    gateway.books().equal(gateway.sandbox().chain().transfers());
  }

  @Test
  void lostAnswerIsInDoubtUntilTheChainTells() {
    int before = gateway.sandbox().chain().transfers().size();
    Map<Customer, Reply> bought = new LinkedHashMap<>();
    for (Fault fault : LOST_ANSWERS) {
      Customer customer = gateway.customer("5.00");
      gateway.sandbox().faults().arm(fault, 1, Map.of("settle", "true"));
      bought.put(customer, customer.buyPicture(fault.label()));
    }

    assertThat(bought)
        .allSatisfy(
            (customer, reply) -> {
              assertThat(reply.status()).as("%s", reply).isEqualTo(202);
              assertThat(reply.header("x-should-retry")).isEqualTo("false");
              assertThat(reply.at("/payment")).isEqualTo("in_doubt");
            });
    gateway.sandbox().chain().advance(SAFE);
    bought.forEach((customer, reply) -> isSettledAndDelivered(customer, reply.at("/jobId")));
    assertThat(gateway.sandbox().chain().transfers()).hasSize(before + LOST_ANSWERS.size());
  }

  @Test
  void doubtIsShownAsDoubtAndIsNotSpentAgain() {
    Customer customer = gateway.customer("0.20");
    gateway.sandbox().faults().arm(Fault.SETTLE_THEN_DROP);

    Reply bought = customer.buyPicture("doubt");

    JsonNode limit = customer.limit();
    assertThat(bought.status()).isEqualTo(202);
    assertThat(limit.get("inDoubt").asString()).isEqualTo("0.134");
    assertThat(limit.get("settled").asString()).isEqualTo("0.00");
    assertThat(limit.get("left").asString()).isEqualTo("0.066");
    Reply another = customer.buyPicture("another");
    assertThat(another.status()).isEqualTo(429);
    assertThat(another.at("/detail")).contains("$0.134 is in doubt");
    gateway.sandbox().chain().advance(SAFE);
    isSettledAndDelivered(customer, bought.at("/jobId"));
  }

  @Test
  void jobWithoutAnIdIsFoundInTheSellersList() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.NO_JOB_ID);

    Reply bought = customer.buyPicture("no id");

    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(customer.ended(bought.at("/jobId")).get("status").asString()).isEqualTo("complete");
  }

  @Test
  void twoLostAnswersGetAJobEach() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.SETTLE_THEN_DROP, 2);

    List<String> jobs =
        List.of(
            customer.buyPicture("one", "the same").at("/jobId"),
            customer.buyPicture("another", "the same").at("/jobId"));

    gateway.sandbox().chain().advance(SAFE);
    for (String job : jobs) {
      assertThat(customer.ended(job).get("status").asString()).isEqualTo("complete");
    }
    Eventually.until(
        "the chain's word", () -> customer.limit().get("settled").asString().equals("0.268"));
  }

  @Test
  void sellerThatNeverAnswersLeavesDoubtAndNotAHangingClient() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.NEVER_ANSWERS, 1, Map.of("settle", "true"));

    Reply bought = customer.buyPicture("silence");

    assertThat(bought.status()).as("%s", bought).isEqualTo(202);
    gateway.sandbox().chain().advance(SAFE);
    Eventually.until(
        "the chain's word", () -> customer.limit().get("settled").asString().equals("0.134"));
  }

  @Test
  void paymentThatIsCashedLateIsNotGivenBackBefore() {
    Customer customer = gateway.customer("5.00");
    int before = gateway.sandbox().chain().transfers().size();
    gateway.sandbox().faults().arm(Fault.SETTLE_LATE, 1, Map.of("millis", "1500"));

    Reply bought = customer.buyPicture("late");

    assertThat(bought.status()).as("%s", bought).isEqualTo(202);
    Eventually.until(
        "the late transfer", () -> gateway.sandbox().chain().transfers().size() > before);
    assertThat(customer.limit().get("inDoubt").asString()).isEqualTo("0.134");
    gateway.sandbox().chain().advance(SAFE);
    isSettledAndDelivered(customer, bought.at("/jobId"));
  }

  private static void isSettledAndDelivered(Customer customer, String jobId) {
    Eventually.until(
        "the chain's word", () -> customer.limit().get("settled").asString().equals("0.134"));
    assertThat(customer.limit().get("inDoubt").asString()).isEqualTo("0.00");
    JsonNode job = customer.ended(jobId);
    assertThat(job.get("status").asString()).as("%s", job).isEqualTo("complete");
    Reply picture = gateway.team().with(null).get(job.at("/result/imageUrl").asString());
    assertThat(picture.header("Content-Type")).isEqualTo("image/png");
  }
}
