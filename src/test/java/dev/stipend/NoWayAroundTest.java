package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No route and no role pays without a reservation. */
class NoWayAroundTest {

  private static final List<String> PATHS =
      List.of(
          "/api/generate/nano-banana-pro/generate",
          "/api/generate/nano-banana-pro/edit",
          "/api/generate/veo-3.1/generate",
          "/api/generate/nano-banana-pro/generate/",
          "/api/generate/nano-banana-pro/../nano-banana-pro/generate",
          "/api/generate/nano-banana-pro%2Fgenerate",
          "//api/generate/nano-banana-pro/generate",
          "/API/GENERATE/nano-banana-pro/generate",
          "/api/quote/nano-banana-pro/generate",
          "/api/x402/nano-banana-pro/generate",
          "/api/upload",
          "/api/upload/confirm",
          "/api/jobs",
          "/api/jobs/x",
          "/api/jobs/x/content",
          "/api/budget",
          "/api/models",
          "/v1/images/generations",
          "/mcp",
          "/rpc",
          "/admin/treasury",
          "/admin/spends",
          "/admin/ledger");

  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private static final String BODY =
      "{\"prompt\":\"x\",\"images\":[\"https://example.com/a.png\"]}";

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void nobodyWithoutRoomInABudgetCausesATransfer() {
    Customer poor = gateway.customer("0.00");
    for (String secret : List.of(poor.secret(), "", key("finance"), key("ops"), key("admin"))) {
      for (String method : METHODS) {
        for (String path : PATHS) {
          Reply team = gateway.team().with(secret).send(method, path, BODY);
          Reply admin = gateway.admin().with(secret).send(method, path, BODY);

          assertThat(team.status()).as(method + " " + path).isNotEqualTo(202).isLessThan(500);
          assertThat(admin.status()).as(method + " " + path).isNotEqualTo(202).isLessThan(500);
        }
      }
    }
    assertThat(gateway.books().spends()).isEmpty();
    assertThat(BooksCheck.paid(gateway.sandbox().chain().transfers())).isEmpty();
  }

  @Test
  void operatorsKeysBuyNothingHoweverHighTheirRole() {
    for (String role : List.of("finance", "ops", "admin")) {
      Reply refused = gateway.team().with(key(role)).post(Customer.PICTURE, "{\"prompt\":\"x\"}");

      assertThat(refused.status()).as(role).isEqualTo(403);
      assertThat(refused.at("/code")).isEqualTo("role_not_allowed");
    }
  }

  @Test
  void nobodyIsAskedToPay() {
    Customer poor = gateway.customer("0.00");

    Reply refused = poor.buyPicture("x");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).doesNotContainKeys("PAYMENT-REQUIRED", "PAYMENT-RESPONSE");
  }

  private static String key(String role) {
    return gateway.admin().post("/admin/keys", Map.of("role", role)).at("/secret");
  }
}
