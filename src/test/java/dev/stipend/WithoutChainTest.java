package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.SandboxTransfer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A real upstream, and no endpoint of the chain: what is lost is done by people, and checked. */
class WithoutChainTest {

  private static final String DEPOSIT = "0x" + "d".repeat(64);

  private static OutsideSeller seller;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    seller = OutsideSeller.start();
    Map<String, String> environment = new HashMap<>(seller.environment());
    environment.remove("STIPEND_CHAIN_RPC");
    gateway = RunningGateway.start(RunningGateway.newFolder(), environment);
    assertThat(fund(DEPOSIT, "10.00").status()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    seller.close();
  }

  @Test
  void depositIsBookedOnceOnAnOperatorsWordAndExplainsTheTreasury() {
    assertThat(fund(DEPOSIT, "10.00").at("/code")).isEqualTo("already_exists");
    assertThat(fund("0x12", "10.00").at("/errors/0/field")).isEqualTo("transaction");

    JsonNode row =
        gateway.books().rows().stream()
            .filter(each -> each.get("to").asString().equals("treasury"))
            .findFirst()
            .orElseThrow();
    assertThat(row.get("from").asString()).isEqualTo("funding");
    assertThat(row.get("transaction").asString()).isEqualTo(DEPOSIT);
    assertThat(row.get("reason").asString()).isEqualTo("a test");
    assertThat(row.get("by").asString()).startsWith("key_");
    assertThat(gateway.admin().get("/admin/treasury").json().get("onChain").isNull()).isTrue();
  }

  @Test
  void receiptSettlesAndTheJobIsDelivered() {
    Customer customer = gateway.customer("5.00");

    Reply bought = customer.buyPicture("by receipt");

    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(customer.ended(bought.at("/jobId")).get("status").asString()).isEqualTo("complete");
    assertThat(customer.limit().get("settled").asString()).isEqualTo("0.134");
  }

  @Test
  void doubtStaysUntilAnOperatorSettlesItWithNameAndReason() {
    Customer customer = gateway.customer("5.00");
    seller.sandbox().faults().arm(Fault.SETTLE_THEN_DROP);
    Reply bought = customer.buyPicture("in doubt");
    assertThat(bought.status()).as("%s", bought).isEqualTo(202);
    String spend = bought.at("/jobId");
    String path = "/admin/doubt/" + spend;

    JsonNode open = inDoubt(spend);
    assertThat(open.get("state").asString()).isEqualTo("in_doubt");
    assertThat(open.get("expired").asBoolean()).isFalse();
    assertThat(open.get("ageSeconds").asLong()).isNotNegative();
    Reply tooEarly =
        gateway.admin().post(path, Map.of("outcome", "voided", "reason", "I think so"));
    assertThat(tooEarly.status()).isEqualTo(409);
    assertThat(tooEarly.at("/code")).isEqualTo("decision_refused");
    assertThat(tooEarly.at("/detail")).contains("may still be cashed");
    List<SandboxTransfer> paid = BooksCheck.paid(seller.sandbox().chain().transfers());
    Reply settled =
        gateway
            .admin()
            .post(
                path,
                Map.of(
                    "outcome",
                    "settled",
                    "transaction",
                    paid.getLast().transaction(),
                    "reason",
                    "seen in the explorer"));
    assertThat(settled.status()).as("%s", settled).isEqualTo(200);

    JsonNode ended = gateway.admin().get("/admin/spends/" + spend).json();
    assertThat(ended.get("state").asString()).isEqualTo("settled");
    assertThat(ended.get("reason").asString())
        .startsWith("decided by key_")
        .endsWith(": seen in the explorer");
    assertThat(gateway.admin().get("/admin/treasury/notices?limit=500").text())
        .contains(spend + " settled", "seen in the explorer");
    assertThat(customer.ended(spend).get("status").asString()).isEqualTo("complete");
    assertThat(customer.limit().get("inDoubt").asString()).isEqualTo("0.00");
    Reply again = gateway.admin().post(path, Map.of("outcome", "settled", "reason", "again"));
    assertThat(again.at("/code")).isEqualTo("decision_refused");
    gateway.books().explain(seller.sandbox().chain().transfers());
  }

  @Test
  void refusedAuthorizationStaysHeldWithoutAChain() {
    Customer customer = gateway.customer("5.00");
    seller.sandbox().faults().arm(Fault.BAD_SIGNATURE);

    Reply refused = customer.buyPicture("refused");

    assertThat(refused.status()).as("%s", refused).isEqualTo(502);
    assertThat(customer.limit().get("held").asString()).isEqualTo("0.134");
    assertThat(gateway.admin().get("/admin/doubt").text()).contains("\"refused\"");
  }

  @Test
  void sellerThatFindsTheWalletEmptyStopsAllPaymentsUntilAnOperatorHasLooked() {
    Customer customer = gateway.customer("5.00");
    seller.sandbox().faults().arm(Fault.INSUFFICIENT_FUNDS);

    assertThat(customer.buyPicture("too poor").status()).isEqualTo(502);

    Eventually.until(
        "the stop", () -> gateway.admin().get("/admin/treasury").json().get("paused").asBoolean());
    assertThat(customer.buyPicture("another").at("/code")).isEqualTo("treasury_paused");
    gateway.admin().post("/admin/treasury/resume", Map.of("reason", "it was funded"));
    assertThat(customer.buyPicture("another").status()).isEqualTo(200);
  }

  @Test
  void decisionSaysWhatItNeeds() {
    Reply bad =
        gateway.admin().post("/admin/doubt/01m7w8p807ah9tjm68pap53gee", Map.of("outcome", "maybe"));

    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.text()).contains("settled or voided", "reason");
  }

  private static JsonNode inDoubt(String spend) {
    return gateway
        .admin()
        .get("/admin/doubt")
        .json()
        .get("items")
        .valueStream()
        .filter(item -> item.get("id").asString().equals(spend))
        .findFirst()
        .orElseThrow();
  }

  private static Reply fund(String transaction, String amount) {
    return gateway
        .admin()
        .post(
            "/admin/treasury/funding",
            Map.of("amount", amount, "transaction", transaction, "reason", "a test"));
  }
}
