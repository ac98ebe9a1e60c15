package dev.stipend.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Quotes, payments and what is refused, over real sockets. */
class PaymentTest extends SandboxFixture {

  @Test
  void aQuoteLooksLikeTheRealOne() throws Exception {
    HttpResponse<byte[]> response = buyer.post(Buyer.PICTURE, Buyer.FOX);

    assertThat(response.statusCode()).isEqualTo(402);
    assertThat(Buyer.text(response)).isEqualTo("{}");
    String header = response.headers().firstValue("payment-required").orElseThrow();
    assertThat(header.length()).isBetween(1_700, 6_000);
    JsonNode quote = Buyer.header(response, "PAYMENT-REQUIRED");
    assertThat(quote.at("/resource/url").asString()).isEqualTo(sandbox.origin() + Buyer.PICTURE);
    assertThat(quote.path("accepts")).hasSize(2);
    ObjectNode offer = Buyer.base(response);
    assertThat(offer.path("payTo").asString()).isEqualTo(sandbox.payee());
    assertThat(offer.at("/extra/name").asString()).isEqualTo("USD Coin");
    assertThat(offer.path("maxTimeoutSeconds").asInt()).isEqualTo(300);
    assertThat(quote.at("/extensions/bazaar").isObject()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/generate/nano-banana-pro/generate|{\"prompt\":\"x\"}|134000",
        "/api/generate/nano-banana-pro/generate|{\"prompt\":\"x\",\"imageSize\":\"2K\"}|134000",
        "/api/generate/nano-banana-pro/generate|{\"prompt\":\"x\",\"imageSize\":\"4K\"}|240000",
        "/api/generate/nano-banana-pro/edit|{\"prompt\":\"x\",\"images\":[\"https://a.b/c\"]}|134000",
        "/api/generate/nano-banana-pro/edit|{\"prompt\":\"x\"}|10000000",
        "/api/generate/veo-3.1/generate|{\"prompt\":\"x\"}|3200000",
        "/api/generate/veo-3.1/generate|{\"prompt\":\"x\",\"durationSeconds\":\"4\"}|1600000",
        "/api/generate/veo-3.1/generate|{\"prompt\":\"x\",\"durationSeconds\":4}|10000000",
        "/api/generate/nano-banana-pro/generate|{\"prompt\":\"\"}|10000000",
        "/api/generate/nano-banana-pro/generate|not json|10000000",
        "/api/generate/nano-banana-pro/generate|[]|10000000"
      })
  void thePriceFollowsTheBodyAndABadBodyCostsTheMaximum(String path, String body, String amount)
      throws Exception {
    assertThat(buyer.quote(path, body).path("amount").asString()).isEqualTo(amount);
  }

  @Test
  void aGoodPaymentMovesTheMoneyOnceAndStartsOneJob() throws Exception {
    HttpResponse<byte[]> answer = buyer.buy(Buyer.PICTURE, Buyer.FOX);

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = Buyer.json(answer);
    assertThat(body.path("success").asBoolean()).isTrue();
    assertThat(body.path("jobId").asString()).matches("c[0-9a-z]{24}");
    assertThat(body.path("type").asString()).isEqualTo("nano-banana-pro-generate");
    assertThat(body.path("status").asString()).isEqualTo("pending");
    JsonNode receipt = Buyer.header(answer, "PAYMENT-RESPONSE");
    assertThat(receipt.path("success").asBoolean()).isTrue();
    assertThat(receipt.path("network").asString()).isEqualTo("eip155:8453");
    assertThat(sandbox.chain().transfers()).hasSize(2);
    SandboxTransfer transfer = sandbox.chain().transfers().getLast();
    assertThat(transfer.transaction()).isEqualTo(receipt.path("transaction").asString());
    assertThat(transfer.micros()).isEqualTo(134_000);
    assertThat(transfer.to()).isEqualTo(sandbox.payee());
    assertThat(spent()).isEqualTo(134_000);
    assertThat(sandbox.jobsCreated()).isEqualTo(1);
  }

  @Test
  void aUsedAuthorizationIsRefusedBeforeAnotherJobExists() throws Exception {
    String payment = buyer.payment(buyer.quote(Buyer.PICTURE, Buyer.FOX));
    buyer.pay(Buyer.PICTURE, Buyer.FOX, payment);

    HttpResponse<byte[]> again = buyer.pay(Buyer.PICTURE, Buyer.FOX, payment);

    refused(again, "invalid_exact_evm_nonce_already_used", 134_000);
    assertThat(sandbox.jobsCreated()).isEqualTo(1);
  }

  @Test
  void oneAuthorizationPaidTwiceAtOnceMovesMoneyOnceAndStartsTwoJobs() throws Exception {
    sandbox.faults().arm(Fault.DELAY_BEFORE_SETTLE, 2);
    String payment = buyer.payment(buyer.quote(Buyer.PICTURE, Buyer.FOX));

    var answers =
        Stream.of(1, 2)
            .map(
                number ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            return buyer.pay(Buyer.PICTURE, Buyer.FOX, payment).statusCode();
                          } catch (Exception e) {
                            throw new IllegalStateException(e);
                          }
                        }))
            .toList();

    assertThat(answers.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(200, 500);
    assertThat(spent()).isEqualTo(134_000);
    assertThat(sandbox.jobsCreated()).isEqualTo(2);
  }

  @Test
  void anAuthorizationIsBoundToPriceAndPayeeNotToTheBody() throws Exception {
    String payment = buyer.payment(buyer.quote(Buyer.PICTURE, Buyer.FOX));

    HttpResponse<byte[]> other = buyer.pay(Buyer.PICTURE, "{\"prompt\":\"a goose\"}", payment);

    assertThat(other.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "validBefore,5,invalid_exact_evm_payload_authorization_valid_before",
    "validAfter,60,invalid_exact_evm_payload_authorization_valid_after"
  })
  void aWindowThatIsNotOpenLongEnoughIsRefused(String field, long ahead, String reason)
      throws Exception {
    ObjectNode offer = buyer.quote(Buyer.PICTURE, Buyer.FOX);
    ObjectNode authorization = buyer.authorization(offer);
    authorization.put(field, Long.toString(sandbox.chain().timeSeconds() + ahead));

    refused(pay(offer, authorization), reason, 0);
  }

  @Test
  void aSignatureForAnotherDomainIsRefused() throws Exception {
    ObjectNode offer = buyer.quote(Buyer.PICTURE, Buyer.FOX);
    String payment =
        buyer.payment(offer, buyer.authorization(offer), Buyer.domain().put("name", "USDC"));

    refused(buyer.pay(Buyer.PICTURE, Buyer.FOX, payment), "invalid_exact_evm_signature", 0);
  }

  @Test
  void anotherPayeeIsRefused() throws Exception {
    ObjectNode offer = buyer.quote(Buyer.PICTURE, Buyer.FOX);
    ObjectNode authorization = buyer.authorization(offer).put("to", "0x" + "12".repeat(20));

    refused(pay(offer, authorization), "invalid_exact_evm_recipient_mismatch", 0);
  }

  @ParameterizedTest
  @CsvSource({"133999", "134001"})
  void anyOtherAmountIsRefused(String value) throws Exception {
    ObjectNode offer = buyer.quote(Buyer.PICTURE, Buyer.FOX);

    refused(
        pay(offer, buyer.authorization(offer).put("value", value)),
        "invalid_exact_evm_authorization_value",
        0);
  }

  @Test
  void aWalletWithoutMoneyIsRefused() throws Exception {
    Buyer poor = new Buyer(sandbox, "0x" + "11".repeat(32));

    HttpResponse<byte[]> answer = poor.buy(Buyer.PICTURE, Buyer.FOX);

    refused(answer, "invalid_exact_evm_insufficient_balance", 0);
  }

  @Test
  void aQuoteThatWasChangedIsAMismatch() throws Exception {
    for (String field : new String[] {"amount", "asset", "payTo", "network", "scheme"}) {
      ObjectNode offer = buyer.quote(Buyer.PICTURE, Buyer.FOX);
      String payment =
          buyer.payment(
              offer.deepCopy().put(field, "1"), buyer.authorization(offer), Buyer.domain());

      refused(buyer.pay(Buyer.PICTURE, Buyer.FOX, payment), "requirements_mismatch", 0);
    }
    ObjectNode offer = buyer.quote(Buyer.PICTURE, Buyer.FOX);
    ObjectNode without = offer.deepCopy();
    without.remove("maxTimeoutSeconds");
    String payment = buyer.payment(without, buyer.authorization(offer), Buyer.domain());
    refused(buyer.pay(Buyer.PICTURE, Buyer.FOX, payment), "requirements_mismatch", 0);
  }

  @Test
  void extraMayBeLeftOut() throws Exception {
    ObjectNode offer = buyer.quote(Buyer.PICTURE, Buyer.FOX);
    ObjectNode without = offer.deepCopy();
    without.remove("extra");

    String payment = buyer.payment(without, buyer.authorization(offer), Buyer.domain());

    assertThat(buyer.pay(Buyer.PICTURE, Buyer.FOX, payment).statusCode()).isEqualTo(200);
  }

  @Test
  void aPriceChangeBetweenQuoteAndPaymentIsAMismatchAndTheNewPriceIsTaken() throws Exception {
    ObjectNode old = buyer.quote(Buyer.PICTURE, Buyer.FOX);
    sandbox.faults().arm(Fault.PRICE_CHANGE);

    HttpResponse<byte[]> mismatch = buyer.pay(Buyer.PICTURE, Buyer.FOX, buyer.payment(old));

    refused(mismatch, "requirements_mismatch", 0);
    ObjectNode fresh = Buyer.base(mismatch);
    assertThat(fresh.path("amount").asString()).isEqualTo("268000");
    assertThat(buyer.pay(Buyer.PICTURE, Buyer.FOX, buyer.payment(fresh)).statusCode())
        .isEqualTo(200);
    assertThat(spent()).isEqualTo(268_000);
  }

  @Test
  void aHeaderThatIsNoPaymentIsMalformed() throws Exception {
    refused(buyer.pay(Buyer.PICTURE, Buyer.FOX, "e30="), "malformed_payment_header", 0);
    refused(buyer.pay(Buyer.PICTURE, Buyer.FOX, "%%%"), "malformed_payment_header", 0);
  }

  @Test
  void aBadBodyWithAPaymentIsRefusedBeforeThePaymentIsRead() throws Exception {
    HttpResponse<byte[]> notJson = buyer.pay(Buyer.PICTURE, "{", "%%%");
    HttpResponse<byte[]> invalid = buyer.pay(Buyer.PICTURE, "{\"prompt\":5}", "%%%");

    assertThat(notJson.statusCode()).isEqualTo(400);
    assertThat(Buyer.text(notJson))
        .isEqualTo("{\"success\":false,\"error\":\"Invalid JSON\",\"issues\":[]}");
    assertThat(invalid.statusCode()).isEqualTo(400);
    assertThat(Buyer.json(invalid).path("error").asString()).isEqualTo("Validation failed");
    assertThat(Buyer.json(invalid).at("/issues/0/path/0").asString()).isEqualTo("prompt");
  }

  @Test
  void anAuthorizationDiesWithItsWindow() throws Exception {
    String payment = buyer.payment(buyer.quote(Buyer.PICTURE, Buyer.FOX));
    sandbox.chain().advance(Duration.ofSeconds(301));

    refused(
        buyer.pay(Buyer.PICTURE, Buyer.FOX, payment),
        "invalid_exact_evm_payload_authorization_valid_before",
        0);
  }

  @Test
  void anUnknownRouteOrMethodGetsTheEnvelope() throws Exception {
    for (HttpResponse<byte[]> response :
        List.of(buyer.get("/api/nope"), buyer.get(Buyer.PICTURE))) {
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(Buyer.json(response).path("code").asString()).isEqualTo("route_not_found");
    }
  }

  private HttpResponse<byte[]> pay(ObjectNode offer, ObjectNode authorization) throws Exception {
    return buyer.pay(Buyer.PICTURE, Buyer.FOX, buyer.payment(offer, authorization, Buyer.domain()));
  }

  private void refused(HttpResponse<byte[]> response, String reason, long spent) {
    assertThat(response.statusCode()).isEqualTo(402);
    assertThat(Buyer.json(response).path("reason").asString()).isEqualTo(reason);
    assertThat(Buyer.json(response).path("error").asString()).startsWith("Payment rejected (");
    assertThat(Buyer.base(response).path("payTo").asString()).isEqualTo(sandbox.payee());
    assertThat(spent()).isEqualTo(spent);
  }
}
