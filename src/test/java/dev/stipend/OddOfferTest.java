package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.SandboxTransfer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Where no money is concerned, an offer may look as it likes: it is paid as it is. */
class OddOfferTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
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

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {
        "QUOTE_BASE_ONLY",
        "QUOTE_UNKNOWN_SCHEME_FIRST",
        "QUOTE_WITHOUT_EXTRA",
        "QUOTE_WITHOUT_TIMEOUT",
        "QUOTE_WITHOUT_BAZAAR",
        "QUOTE_EMPTY_BODY",
        "QUOTE_WITH_MPP",
        "QUOTE_EXTENSION",
        "QUOTE_PAYMENT_IDENTIFIER",
        "QUOTE_LARGE_HEADER"
      })
  void oddOfferIsPaidOnce(Fault fault) {
    buys(fault, Map.of());
  }

  @ParameterizedTest
  @CsvSource({"unpadded", "url", "url-unpadded"})
  void anyBase64IsRead(String form) {
    buys(Fault.QUOTE_ENCODING, Map.of("form", form));
  }

  @ParameterizedTest
  @CsvSource({"8000", "20000", "40000"})
  void longHeaderIsRead(String bytes) {
    buys(Fault.QUOTE_LARGE_HEADER, Map.of("bytes", bytes));
  }

  private static void buys(Fault fault, Map<String, String> parameters) {
    int before = paid().size();
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(fault, 1, parameters);

    Reply bought = customer.buyPicture(fault.label());

    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(customer.limit().get("settled").asString()).isEqualTo("0.134");
    assertThat(paid()).hasSize(before + 1);
    assertThat(paid().getLast().micros()).isEqualTo(134_000);
  }

  private static List<SandboxTransfer> paid() {
    return BooksCheck.paid(gateway.sandbox().chain().transfers());
  }
}
