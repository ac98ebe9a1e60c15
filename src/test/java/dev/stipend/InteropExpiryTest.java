package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;

/** What becomes of a payment that nobody cashed until it died, on a chain whose clock jumps. */
@EnabledIf(value = "dev.stipend.InteropPackages#areThere", disabledReason = InteropPackages.SKIPPED)
class InteropExpiryTest {

  private static final long BEYOND_VALIDITY = 400;

  private static ReferenceSeller seller;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    seller = ReferenceSeller.start();
    gateway = RunningGateway.start(RunningGateway.newFolder(), seller.environment());
    Eventually.until(
        "the funding", () -> gateway.admin().get("/admin/treasury").at("/free").equals("50.00"));
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.close();
    }
    if (seller != null) {
      seller.close();
    }
  }

  /** One test, because the chain's clock never goes back. */
  @Test
  void deadPaymentsAreGivenBackAndCannotBeCashed() {
    Customer unanswered = gateway.customer("5.00");
    Customer refused = gateway.customer("5.00");
    seller.next("drop");
    assertThat(unanswered.buyPicture("unanswered").status()).isEqualTo(202);
    String cheque = seller.lastPayment();
    long rest = seller.balanceOf(seller.wallet());
    seller.burn(seller.wallet(), rest - 1);
    Reply poor = refused.buyPicture("underfunded");
    seller.mint(seller.wallet(), rest - 1);

    assertThat(poor.status()).as("%s", poor).isEqualTo(502);
    assertThat(poor.at("/reason")).isEqualTo("invalid_exact_evm_insufficient_balance");
    assertThat(spend(refused).get("state").asString()).isEqualTo("refused");
    assertThat(refused.limit().get("left").asString()).isEqualTo("4.866");
    assertThat(unanswered.limit().get("left").asString()).isEqualTo("4.866");

    seller.passTime(BEYOND_VALIDITY);

    for (Customer customer : new Customer[] {unanswered, refused}) {
      Eventually.until("the end", () -> spend(customer).get("state").asString().equals("voided"));
      assertThat(customer.limit().get("left").asString()).isEqualTo("5.00");
    }
    assertThat(seller.settle(cheque).at("/success")).isEqualTo("false");
    assertThat(seller.balanceOf(seller.wallet())).isEqualTo(rest);
    assertThat(seller.payments()).isEmpty();
  }

  private static JsonNode spend(Customer customer) {
    return gateway.admin().get("/admin/spends?team=" + customer.team()).json().at("/items/0");
  }
}
