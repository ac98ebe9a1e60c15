package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;

/** An operator revokes a payment that nobody cashed, on a real chain, and pays for that. */
@EnabledIf(value = "dev.stipend.InteropPackages#areThere", disabledReason = InteropPackages.SKIPPED)
class InteropCancelTest {

  private static final String WHY = "{\"reason\":\"the seller is gone\"}";

  private static final String ONE = "0xde0b6b3a7640000";

  private static ReferenceSeller seller;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    seller = ReferenceSeller.start();
    gateway = gateway(Map.of("STIPEND_TREASURY_CANCEL_GWEI_MAX", "5000000"));
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

  @Test
  void revokedPaymentIsGivenBackBeforeItExpiresAndCannotBeCashed() {
    Customer customer = gateway.customer("5.00");
    seller.next("drop");
    assertThat(customer.buyPicture("unanswered").status()).isEqualTo(202);
    String cheque = seller.lastPayment();
    String id = spend(customer).get("id").asString();
    long before = seller.balanceOf(seller.wallet());

    coins("0x0");
    Reply poor = cancel(gateway, id);
    coins(ONE);
    Reply sent = cancel(gateway, id);

    assertThat(poor.status()).as("%s", poor).isEqualTo(409);
    assertThat(poor.at("/detail")).contains("chain's own coin");
    assertThat(sent.status()).as("%s", sent).isEqualTo(202);
    assertThat(sent.at("/cancellation")).matches("0x[0-9a-f]{64}");
    Eventually.until(
        "the chain's word",
        () -> {
          seller.mine(3);
          return spend(customer).get("state").asString().equals("voided");
        });
    assertThat(customer.limit().get("left").asString()).isEqualTo("5.00");
    assertThat(seller.settle(cheque).json().path("success").asBoolean(true)).isFalse();
    assertThat(seller.balanceOf(seller.wallet())).isEqualTo(before);
    assertThat(cancel(gateway, id).at("/detail")).contains("it is voided");
  }

  @Test
  void revocationDearerThanItMayBeIsNotSigned() {
    coins(ONE);
    try (RunningGateway stingy = gateway(Map.of("STIPEND_TREASURY_CANCEL_GWEI_MAX", "1"))) {
      Customer customer = stingy.customer("5.00");
      seller.next("drop");
      assertThat(customer.buyPicture("unanswered").status()).isEqualTo(202);

      Reply refused = cancel(stingy, spend(stingy, customer).get("id").asString());

      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.at("/detail")).contains("treasury.cancelGweiMax allows 1");
    }
  }

  @Test
  void nothingIsRevokedUnlessItIsConfigured() {
    try (RunningGateway usual = gateway(Map.of())) {
      Customer customer = usual.customer("5.00");
      seller.next("drop");
      assertThat(customer.buyPicture("unanswered").status()).isEqualTo(202);

      Reply refused = cancel(usual, spend(usual, customer).get("id").asString());

      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.at("/detail")).contains("treasury.cancelGweiMax");
    }
  }

  private static RunningGateway gateway(Map<String, String> more) {
    Map<String, String> environment = seller.environment();
    environment.putAll(more);
    RunningGateway started = RunningGateway.start(RunningGateway.newFolder(), environment);
    Eventually.until(
        "the funding", () -> !started.admin().get("/admin/treasury").at("/free").equals("0.00"));
    return started;
  }

  private static void coins(String wei) {
    seller.rpc("anvil_setBalance", ReferenceSeller.params().add(seller.wallet()).add(wei));
  }

  private static Reply cancel(RunningGateway at, String id) {
    return at.admin().post("/admin/doubt/" + id + "/cancel", WHY);
  }

  private static JsonNode spend(Customer customer) {
    return spend(gateway, customer);
  }

  private static JsonNode spend(RunningGateway at, Customer customer) {
    return at.admin().get("/admin/spends?team=" + customer.team()).json().at("/items/0");
  }
}
