package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The money did not move. It comes back, but not before that is certain. */
class GivenBackTest {

  /** Beyond the end of any authorization, as the chain counts time. */
  private static final Duration DEAD = Duration.ofSeconds(400);

  private RunningGateway gateway;

  @BeforeEach
  void start() {
    gateway = RunningGateway.start();
  }

  @AfterEach
  void booksEqualTheChain() {
    try (RunningGateway ending = gateway) {
      ending.books().equal(ending.sandbox().chain().transfers());
      assertThat(BooksCheck.paid(ending.sandbox().chain().transfers())).isEmpty();
    }
  }

  @Test
  void lostOrderIsGivenBackWhenItsChequeIsDeadAndItsJobFails() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.DROP_BEFORE_HANDLER);

    Reply bought = customer.buyPicture("lost");

    assertThat(bought.status()).as("%s", bought).isEqualTo(202);
    assertThat(customer.limit().get("inDoubt").asString()).isEqualTo("0.134");
    assertThat(customer.limit().get("left").asString()).isEqualTo("4.866");
    gateway.sandbox().chain().advance(DEAD);
    allIsBack(customer);
    JsonNode job = customer.ended(bought.at("/jobId"));
    assertThat(job.get("status").asString()).isEqualTo("failed");
    assertThat(job.get("error").asString()).contains("nothing was charged");
  }

  @Test
  void jobThatTheSellerBeganUnpaidIsDeliveredAndNotCharged() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.DROP_WITHOUT_SETTLING);
    Reply dropped = customer.buyPicture("dropped");
    gateway.sandbox().faults().arm(Fault.SETTLEMENT_FAILED);
    Reply failed = customer.buyPicture("failed");

    assertThat(dropped.status()).as("%s", dropped).isEqualTo(202);
    assertThat(failed.status()).as("%s", failed).isEqualTo(202);
    assertThat(customer.limit().get("inDoubt").asString()).isEqualTo("0.268");
    assertThat(customer.ended(dropped.at("/jobId")).get("status").asString()).isEqualTo("complete");
    assertThat(customer.ended(failed.at("/jobId")).get("status").asString()).isEqualTo("complete");
    gateway.sandbox().chain().advance(DEAD);
    allIsBack(customer);
  }

  @Test
  void refusedPaymentStaysHeldUntilItsChequeIsDead() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.BAD_SIGNATURE);

    Reply refused = customer.buyPicture("refused");
    gateway.sandbox().faults().arm(Fault.WRONG_AMOUNT);
    Reply wrong = customer.buyPicture("wrong amount");

    assertThat(List.of(refused, wrong))
        .allSatisfy(
            reply -> {
              assertThat(reply.status()).as("%s", reply).isEqualTo(502);
              assertThat(reply.at("/code")).isEqualTo("upstream_refused");
              assertThat(reply.at("/help")).contains("nothing was charged");
              assertThat(reply.header("x-should-retry")).isEqualTo("false");
            });
    assertThat(customer.limit().get("held").asString()).isEqualTo("0.268");
    assertThat(customer.limit().get("left").asString()).isEqualTo("4.732");
    assertThat(customer.http().get("/api/jobs").json().get("jobs")).isEmpty();
    gateway.sandbox().chain().advance(DEAD);
    allIsBack(customer);
  }

  @Test
  void paymentThatNeverLeftIsGivenBackAtOnce() throws IOException {
    try (OutsideSeller seller = OutsideSeller.start();
        SellerOfOneQuote quote = SellerOfOneQuote.before(seller);
        RunningGateway buying =
            RunningGateway.start(RunningGateway.newFolder(), seller.environment(quote.origin()))) {
      Customer customer = buying.customer("5.00");

      Reply refused = customer.buyPicture("nobody there");

      assertThat(refused.status()).as("%s", refused).isEqualTo(503);
      assertThat(refused.at("/code")).isEqualTo("upstream_unavailable");
      assertThat(refused.header("x-should-retry")).isEqualTo("true");
      assertThat(customer.limit().get("left").asString()).isEqualTo("5.00");
      JsonNode spend =
          buying.admin().get("/admin/spends?team=" + customer.team()).json().at("/items/0");
      assertThat(spend.get("state").asString()).isEqualTo("voided");
      assertThat(customer.http().get("/api/jobs").json().get("jobs")).isEmpty();
      buying.books().equal(seller.sandbox().chain().transfers());
    }
  }

  @Test
  void sellerThatIsAwayCostsNothing() {
    try (OutsideSeller seller = OutsideSeller.start();
        RunningGateway buying =
            RunningGateway.start(
                RunningGateway.newFolder(), seller.environment(URI.create("http://127.0.0.1:1")))) {
      Customer customer = buying.customer("5.00");

      Reply refused = customer.buyPicture("nobody there");

      assertThat(refused.status()).as("%s", refused).isEqualTo(503);
      assertThat(refused.at("/code")).isEqualTo("upstream_unavailable");
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(refused.at("/help")).contains("Nothing was paid");
      assertThat(buying.books().spends()).isEmpty();
    }
  }

  private void allIsBack(Customer customer) {
    Eventually.until(
        "the money back", () -> customer.limit().get("left").asString().equals("5.00"));
    Map<String, String> states = new HashMap<>();
    gateway
        .books()
        .spends()
        .forEach(each -> states.put(each.get("id").asString(), each.get("state").asString()));
    assertThat(states.values()).isNotEmpty().containsOnly("voided");
  }
}
