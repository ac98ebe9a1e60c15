package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Faults;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The chain could not be read for a month. Doubt from before ends as if it were of yesterday. */
class OldDoubtTest {

  private static final Duration MONTH = Duration.ofDays(30);

  private RunningGateway gateway;

  @BeforeEach
  void start() {
    gateway = RunningGateway.start();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"RPC_DOWN", "SAFE_BLOCK_LAGS"})
  void whatWasCashedIsSettledByItsTransaction(Fault blindness) {
    Customer customer = doubtOfAMonthAgo(Fault.SETTLE_THEN_DROP, blindness);

    Eventually.until(
        "the chain's word", () -> customer.limit().get("settled").asString().equals("0.134"));
    gateway.books().equal(gateway.sandbox().chain().transfers());
  }

  @Test
  void whatWasNeverCashedIsGivenBack() {
    Customer customer = doubtOfAMonthAgo(Fault.DROP_BEFORE_HANDLER, Fault.RPC_DOWN);

    Eventually.until(
        "the money back", () -> customer.limit().get("left").asString().equals("5.00"));
    gateway.books().equal(gateway.sandbox().chain().transfers());
  }

  @Test
  void whatWasCancelledIsGivenBack() {
    Customer customer = doubtOfAMonthAgo(Fault.NONCE_CANCELLED, Fault.RPC_DOWN);

    Eventually.until(
        "the money back", () -> customer.limit().get("left").asString().equals("5.00"));
    assertThat(BooksCheck.paid(gateway.sandbox().chain().transfers())).isEmpty();
  }

  @Test
  void endpointThatAllowsFewBlocksTellsToo() {
    gateway
        .sandbox()
        .faults()
        .arm(Fault.LOGS_LIMITED, Faults.UNTIL_CLEARED, Map.of("blocks", "10"));
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.SETTLE_THEN_DROP);
    customer.buyPicture("limited");
    gateway.sandbox().chain().advance(MONTH);

    Eventually.until(
        "the chain's word", () -> customer.limit().get("settled").asString().equals("0.134"));
  }

  @Test
  void receiptForATransferThatNeverHappenedFundsNothing() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.RECEIPT_WITHOUT_TRANSFER);

    Reply bought = customer.buyPicture("a lie");

    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    var treasury = gateway.admin().get("/admin/treasury").json();
    assertThat(treasury.get("funded").asString()).isEqualTo("1000.00");
    assertThat(treasury.get("onChain").asString()).isEqualTo("1000.00");
    assertThat(treasury.get("difference").asString()).isEqualTo("0.134");
  }

  @Test
  void differenceIsUnknownWhileTheChainIs() {
    gateway.sandbox().faults().arm(Fault.RPC_DOWN, Faults.UNTIL_CLEARED, Map.of());

    var treasury = gateway.admin().get("/admin/treasury").json();

    assertThat(treasury.get("onChain").isNull()).isTrue();
    assertThat(treasury.get("difference").isNull()).isTrue();
    assertThat(treasury.get("free").asString()).isEqualTo("1000.00");
  }

  private Customer doubtOfAMonthAgo(Fault fault, Fault blindness) {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(blindness, Faults.UNTIL_CLEARED, Map.of("blocks", "1300000"));
    gateway.sandbox().faults().arm(fault);
    Reply bought = customer.buyPicture("long ago");
    assertThat(bought.status()).as("%s", bought).isNotEqualTo(200);
    gateway.sandbox().chain().advance(MONTH);
    gateway.sandbox().faults().clear();
    return customer;
  }
}
