package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.SandboxTransfer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * M4: a seller that refuses what it offered, and asks for something else, is paid once more, and
 * only once; both amounts are held until the first payment is dead. And what that allows: paying an
 * offer that was seen before without asking.
 */
class SecondOfferTest {

  /** Beyond the end of any authorization, as the chain counts time. */
  private static final Duration DEAD = Duration.ofSeconds(400);

  private static final Map<String, String> DEARER = Map.of("amount", "150000");

  private RunningGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        RunningGateway.start(
            RunningGateway.newFolder(), Map.of("STIPEND_PAYMENT_QUOTE_REUSE", "60s"));
  }

  @AfterEach
  void booksEqualTheChain() {
    try (RunningGateway ending = gateway) {
      ending.sandbox().chain().advance(DEAD);
      Eventually.until(
          "no open money",
          () -> ending.admin().get("/admin/treasury").json().get("held").asString().equals("0.00"));
      ending.books().equal(ending.sandbox().chain().transfers());
    }
  }

  @Test
  void whoeverIsAskedForAnotherPricePaysThatOnceAndHoldsBoth() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.PRICE_CHANGE, 1, DEARER);

    Reply bought = customer.buyPicture("a fox");

    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(bought.header("X-Cost-Usd")).isEqualTo("0.15");
    assertThat(customer.limit().get("settled").asString()).isEqualTo("0.15");
    assertThat(customer.limit().get("held").asString()).isEqualTo("0.134");
    assertThat(paid()).singleElement().extracting(SandboxTransfer::micros).isEqualTo(150_000L);
    assertThat(customer.ended(bought.at("/jobId")).get("status").asString()).isEqualTo("complete");
    assertThat(customer.http().get("/api/jobs").json().get("jobs")).hasSize(1);
    assertThat(states(customer)).containsExactlyInAnyOrder("settled", "refused");
  }

  @Test
  void callSentAgainIsAnsweredByTheSecondPayment() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.PRICE_CHANGE, 1, DEARER);
    Reply first = customer.buyPicture("one", "a fox");

    Reply again = customer.buyPicture("one", "a fox");
    Reply other = customer.buyPicture("one", "a wolf");

    assertThat(again.status()).as("%s", again).isEqualTo(200);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(other.status()).isEqualTo(422);
    assertThat(paid()).hasSize(1);
  }

  @Test
  void secondPaymentInDoubtIsNotBoughtAThirdTime() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.REQUIREMENTS_MISMATCH);
    gateway.sandbox().faults().arm(Fault.SETTLE_THEN_DROP);

    Reply doubtful = customer.buyPicture("one", "a fox");
    Reply again = customer.buyPicture("one", "a fox");

    assertThat(doubtful.status()).as("%s", doubtful).isEqualTo(202);
    assertThat(again.status()).as("%s", again).isEqualTo(202);
    assertThat(again.at("/jobId")).isEqualTo(doubtful.at("/jobId"));
    assertThat(customer.limit().get("inDoubt").asString()).isEqualTo("0.134");
    assertThat(customer.limit().get("held").asString()).isEqualTo("0.134");
    gateway.sandbox().chain().advance(DEAD);
    Eventually.until(
        "the chain's word", () -> customer.limit().get("settled").asString().equals("0.134"));
    assertThat(paid()).hasSize(1);
  }

  @Test
  void thereIsNoThirdOffer() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.REQUIREMENTS_MISMATCH, 2);

    Reply refused = customer.buyPicture("one", "a fox");
    Reply again = customer.buyPicture("one", "a fox");

    assertThat(List.of(refused, again))
        .allSatisfy(
            reply -> {
              assertThat(reply.status()).as("%s", reply).isEqualTo(502);
              assertThat(reply.at("/code")).isEqualTo("upstream_refused");
            });
    assertThat(states(customer)).containsExactly("refused", "refused");
    assertThat(paid()).isEmpty();
  }

  @Test
  void nothingMoreIsSignedForAPriceThatIsTooHighOrAPayeeNobodyKnows() {
    Customer customer = gateway.customer("100.00");
    gateway.sandbox().faults().arm(Fault.PRICE_CHANGE, 1, Map.of("amount", "90000000"));
    Reply tooDear = customer.buyPicture("a fox");

    assertThat(tooDear.status()).as("%s", tooDear).isEqualTo(502);
    assertThat(states(customer)).containsExactly("refused");
    assertThat(paid()).isEmpty();
  }

  @Test
  void budgetThatHasNoRoomForBothHoldsOnlyTheFirst() {
    Customer customer = gateway.customer("0.20");
    gateway.sandbox().faults().arm(Fault.PRICE_CHANGE, 1, DEARER);

    Reply refused = customer.buyPicture("a fox");

    assertThat(refused.status()).as("%s", refused).isEqualTo(502);
    assertThat(customer.limit().get("held").asString()).isEqualTo("0.134");
    assertThat(states(customer)).containsExactly("refused");
    assertThat(paid()).isEmpty();
  }

  @Test
  void secondPaymentTakesTheFirstOnesPlaceAmongTheJobsAtOnce() {
    Customer customer = gateway.customer("5.00");
    assertThat(
            gateway
                .admin()
                .send("PUT", "/admin/teams/" + customer.team() + "/policy", "{\"jobsAtOnce\":1}")
                .status())
        .isEqualTo(200);
    gateway.sandbox().faults().arm(Fault.REQUIREMENTS_MISMATCH);

    Reply bought = customer.buyPicture("a fox");

    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
  }

  @Test
  void offerSeenLatelyIsPaidWithoutAsking() {
    Customer customer = gateway.customer("5.00");
    assertThat(customer.buyPicture("a fox").status()).isEqualTo(200);
    gateway.sandbox().faults().arm(Fault.QUOTE_FAILS, 1, Map.of("status", "500"));

    Reply unasked = customer.buyPicture("another fox");
    Reply asked =
        customer.http().post(Customer.PICTURE, Map.of("prompt", "a large fox", "imageSize", "4K"));

    assertThat(unasked.status()).as("%s", unasked).isEqualTo(200);
    assertThat(unasked.header("X-Cost-Usd")).isEqualTo("0.134");
    assertThat(asked.status()).as("another price is asked for").isEqualTo(503);
    assertThat(paid()).hasSize(2);
  }

  @Test
  void memoryThatWasWrongIsNotTrustedForAWhile() {
    Customer customer = gateway.customer("5.00");
    assertThat(customer.buyPicture("a fox").status()).isEqualTo(200);
    gateway.sandbox().faults().arm(Fault.PRICE_CHANGE, 1, DEARER);
    Reply dearer = customer.buyPicture("another fox");
    assertThat(customer.buyPicture("one that is asked for, and remembered").status())
        .isEqualTo(200);
    gateway.sandbox().faults().arm(Fault.QUOTE_FAILS, 1, Map.of("status", "500"));

    Reply asked = customer.buyPicture("a third fox");

    assertThat(dearer.status()).as("%s", dearer).isEqualTo(200);
    assertThat(dearer.header("X-Cost-Usd")).isEqualTo("0.15");
    assertThat(asked.status()).as("%s", asked).isEqualTo(503);
    assertThat(paid())
        .extracting(SandboxTransfer::micros)
        .containsExactly(134_000L, 150_000L, 150_000L);
  }

  @Test
  void quoteThatIsAskedForIsNeverFromMemory() {
    Customer customer = gateway.customer("5.00");
    assertThat(customer.buyPicture("a fox").status()).isEqualTo(200);
    gateway.sandbox().faults().arm(Fault.QUOTE_AMOUNT, 1, DEARER);

    Reply quote =
        customer.http().post("/api/quote/nano-banana-pro/generate", Map.of("prompt", "a fox"));

    assertThat(quote.status()).as("%s", quote).isEqualTo(200);
    assertThat(quote.text()).contains("0.15").doesNotContain("0.134");
  }

  private List<String> states(Customer customer) {
    return gateway
        .admin()
        .get("/admin/spends?team=" + customer.team())
        .json()
        .get("items")
        .valueStream()
        .map((JsonNode spend) -> spend.get("state").asString())
        .toList();
  }

  private List<SandboxTransfer> paid() {
    return BooksCheck.paid(gateway.sandbox().chain().transfers());
  }
}
