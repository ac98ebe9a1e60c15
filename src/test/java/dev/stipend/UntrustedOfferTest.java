package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An offer that is not the one we trust ends the call: nothing is reserved, signed or paid. */
class UntrustedOfferTest {

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
  void nothingWasReservedOrPaid() {
    gateway.sandbox().faults().clear();
    assertThat(gateway.books().spends()).isEmpty();
    assertThat(BooksCheck.paid(gateway.sandbox().chain().transfers())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PAYEE_CHANGE, payee_not_allowed",
    "OTHER_ASSET, unknown_asset",
    "OTHER_CHAIN, no_usable_offer",
    "OTHER_DOMAIN, foreign_domain",
    "FOREIGN_RESOURCE, foreign_origin",
    "VERSION_ONE, unsupported_protocol_version",
    "VERSION_ONE_BODY, unsupported_protocol_version",
    "AMOUNT_ZERO, bad_amount",
    "AMOUNT_NEGATIVE, bad_amount",
    "AMOUNT_FRACTION, bad_amount",
    "AMOUNT_HUGE, bad_amount",
    "GARBAGE_QUOTE, unreadable_challenge",
    "MISSING_QUOTE, unreadable_challenge"
  })
  void surpriseEndsTheCallAndIsCounted(Fault fault, String reason) {
    Customer customer = gateway.customer("5.00");
    String metric = "stipend_quote_mismatch_total{kind=\"" + reason + "\"}";
    String before = metric(metric);
    gateway.sandbox().faults().arm(fault);

    Reply refused = customer.buyPicture("surprise");

    assertThat(refused.status()).as("%s", refused).isEqualTo(502);
    assertThat(refused.at("/code")).isEqualTo("upstream_offer_refused");
    assertThat(refused.at("/reason")).isEqualTo(reason);
    assertThat(refused.at("/help")).contains("Nothing was paid");
    assertThat(refused.header("x-should-retry")).isEqualTo("false");
    assertThat(metric(metric)).isNotEqualTo(before).isNotEmpty();
    assertThat(customer.limit().get("left").asString()).isEqualTo("5.00");
  }

  @Test
  void extensionThatIsRequiredAndUnknownEndsTheCall() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.QUOTE_EXTENSION, 1, Map.of("required", "true"));

    Reply refused = customer.buyPicture("novelty");

    assertThat(refused.status()).as("%s", refused).isEqualTo(502);
    assertThat(refused.at("/reason")).isEqualTo("required_extension");
  }

  @Test
  void redirectInsteadOfAQuoteIsNotFollowed() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.QUOTE_FAILS, 1, Map.of("status", "307"));

    Reply refused = customer.buyPicture("elsewhere");

    assertThat(refused.status()).as("%s", refused).isEqualTo(502);
    assertThat(refused.at("/reason")).isEqualTo("unreadable_challenge");
  }

  @Test
  void priceAboveTheCeilingIsNotPaid() {
    Customer customer = gateway.customer("50.00");
    gateway.sandbox().faults().arm(Fault.QUOTE_AMOUNT, 1, Map.of("amount", "300001"));

    Reply refused = customer.buyPicture("dear");

    assertThat(refused.status()).as("%s", refused).isEqualTo(403);
    assertThat(refused.at("/code")).isEqualTo("price_above_ceiling");
    assertThat(refused.at("/price")).isEqualTo("0.300001");
    assertThat(refused.at("/ceiling")).isEqualTo("0.30");
  }

  private static String metric(String name) {
    return gateway
        .admin()
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .orElse("");
  }
}
