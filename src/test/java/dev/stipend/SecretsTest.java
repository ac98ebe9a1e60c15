package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What must not be seen is seen nowhere, even where everything is logged. */
class SecretsTest {

  private static final String PROMPT = "zebra-umbrella";
  private static final String QUERY = "query-of-nobody";

  private static final List<Fault> TROUBLES =
      List.of(
          Fault.SETTLE_THEN_DROP,
          Fault.BAD_SIGNATURE,
          Fault.SETTLEMENT_FAILED,
          Fault.TRUNCATED_JSON,
          Fault.INVALID_BODY,
          Fault.GARBAGE_QUOTE);

  @Test
  void noSecretPromptOrSignatureIsLoggedCountedOrToldInAnError() throws IOException {
    List<String> payments = Collections.synchronizedList(new ArrayList<>());
    List<String> secrets = new ArrayList<>(List.of(PROMPT, QUERY, RunningGateway.OPERATOR));
    StringBuilder seen = new StringBuilder();
    try (OutsideSeller seller = OutsideSeller.start();
        SellerFront front = SellerFront.before(seller, payments::add)) {
      Map<String, String> environment = new HashMap<>(seller.environment(front.origin()));
      environment.put("STIPEND_ADMIN_KEY", RunningGateway.OPERATOR);
      environment.put("STIPEND_LOG_LEVEL", "debug");
      secrets.add(seller.walletKey());
      try (GatewayProcess gateway = GatewayProcess.start(RunningGateway.newFolder(), environment)) {
        Http operator = gateway.admin(RunningGateway.OPERATOR);
        Customer customer = Customer.of(operator, gateway.teams(""), "design", "5.00");
        secrets.add(customer.secret());
        assertThat(customer.buyPicture(PROMPT).status()).isEqualTo(200);
        for (Fault fault : TROUBLES) {
          seller.sandbox().faults().arm(fault);
          seen.append(error(customer.buyPicture(fault.name(), PROMPT)));
        }
        mistakes(customer).forEach(reply -> seen.append(error(reply)));
        seen.append(operator.with(null).get("/metrics").text());
        seen.append(operator.get("/admin/spends").text());
        seen.append(operator.get("/admin/ledger").text());
        gateway.askToStop();
        gateway.awaitEnd();
        seen.append(gateway.output());
      }
    }
    assertThat(payments).hasSizeGreaterThan(3);
    payments.forEach(payment -> secrets.addAll(List.of(payment, signature(payment))));

    assertThat(seen.toString()).contains("nano-banana-pro").contains("design");
    for (String secret : secrets) {
      assertThat(seen.toString()).doesNotContainIgnoringCase(secret);
    }
  }

  private static List<Reply> mistakes(Customer customer) {
    Http http = customer.http();
    String path = Customer.PICTURE;
    return List.of(
        http.post(path, PROMPT),
        http.post(path, "{\"prompt\":\"" + PROMPT),
        http.post(path, "{\"prompt\":\"" + PROMPT + "\",\"size\":\"4K\"}"),
        http.post(path, "{\"prompt\":[\"" + PROMPT + "\"]}"),
        http.post(path, "[\"" + PROMPT + "\"]"),
        http.post(path, "{\"prompt\":\"" + PROMPT.repeat(100_000) + "\"}"),
        http.get("/api/jobs?limit=" + QUERY),
        http.get("/api/jobs/none/content?signature=" + QUERY),
        http.get("/nowhere?" + QUERY),
        http.with(customer.secret().replace('a', 'b') + "x").get("/api/budget"));
  }

  /** Only an answer that is no success must keep the prompt to itself. */
  private static String error(Reply reply) {
    return reply.status() < 300 ? "" : reply.toString();
  }

  private static String signature(String payment) {
    String json = new String(Base64.getDecoder().decode(payment), StandardCharsets.UTF_8);
    JsonNode signature = JsonMapper.shared().readTree(json).at("/payload/signature");
    return signature.asString().substring(2);
  }
}
