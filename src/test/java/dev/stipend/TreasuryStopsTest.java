package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.redis.RedisTalk;
import dev.stipend.sandbox.Fault;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two gateways on one Redis: what is stopped at one is stopped at both. */
class TreasuryStopsTest {

  private static final String ROUTE = "route nano-banana-pro generate";

  private static EmbeddedRedis redis;
  private static OutsideSeller seller;
  private static RunningGateway one;
  private static RunningGateway other;

  @BeforeAll
  static void start() throws IOException {
    redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
    seller = OutsideSeller.start();
    var data = RunningGateway.newFolder();
    Map<String, String> environment = new HashMap<>(seller.environment());
    environment.put("STIPEND_REDIS", redis.url());
    environment.put("STIPEND_TREASURY_SURPRISES_MAX", "2");
    environment.put("STIPEND_TREASURY_MAX_PER_DAY", "1.00");
    environment.put("STIPEND_TREASURY_FLOOR", "999999.50");
    one = RunningGateway.start(data, environment);
    other = RunningGateway.start(data, environment);
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
    seller.close();
    redis.close();
  }

  @AfterEach
  void booksEqualTheChain() {
    seller.sandbox().faults().clear();
    one.books().equal(seller.sandbox().chain().transfers());
  }

  @Test
  void pauseAtOneGatewayStopsPaymentsAtAllAndNothingElse() {
    Customer customer = Customer.of(one.admin(), other.team(), "paused", "5.00");
    Reply paused = one.admin().post("/admin/treasury/pause", Map.of("reason", "incident 12"));
    assertThat(paused.status()).as("%s", paused).isEqualTo(200);

    Reply refused = customer.buyPicture("while paused");

    assertThat(refused.status()).as("%s", refused).isEqualTo(503);
    assertThat(refused.at("/code")).isEqualTo("treasury_paused");
    assertThat(refused.header("x-should-retry")).isEqualTo("false");
    assertThat(refused.text()).doesNotContain("incident 12");
    assertThat(
            customer
                .http()
                .post("/api/quote/nano-banana-pro/generate", Map.of("prompt", "x"))
                .status())
        .isEqualTo(200);
    JsonNode stop = other.admin().get("/admin/treasury").json().at("/stops/0");
    assertThat(stop.get("what").asString()).isEqualTo("all");
    assertThat(stop.get("by").asString()).startsWith("key_");
    assertThat(stop.get("reason").asString()).isEqualTo("incident 12");

    other.admin().post("/admin/treasury/resume", Map.of("reason", "over"));
    assertThat(customer.buyPicture("after it").status()).isEqualTo(200);
    assertThat(customer.limit().get("held").asString()).isEqualTo("0.00");
  }

  @Test
  void routeThatKeepsSurprisingIsStoppedUntilAnOperatorHasLooked() {
    Customer customer = Customer.of(one.admin(), one.team(), "surprised", "5.00");
    seller.sandbox().faults().arm(Fault.PAYEE_CHANGE, 2);
    assertThat(customer.buyPicture("first").at("/code")).isEqualTo("upstream_offer_refused");
    assertThat(customer.buyPicture("second").at("/code")).isEqualTo("upstream_offer_refused");
    Eventually.find(
        "the stop",
        () -> one.admin().get("/admin/treasury").json().get("stops").valueStream().findFirst());

    Reply refused = customer.buyPicture("all is well again");

    assertThat(refused.status()).as("%s", refused).isEqualTo(503);
    assertThat(refused.at("/code")).isEqualTo("route_stopped");
    Reply lifted =
        other.admin().post("/admin/treasury/resume", Map.of("what", ROUTE, "reason", "looked"));
    assertThat(lifted.json().get("changed").asBoolean()).isTrue();
    assertThat(customer.buyPicture("looked at").status()).isEqualTo(200);
    assertThat(one.admin().get("/admin/treasury/notices?limit=500").text())
        .contains("payee_not_allowed", "looked", ROUTE);
  }

  @Test
  void ceilingHoldsOverAllGatewaysAndTeamsWhateverTheirLimits() {
    List<Reply> replies = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Http teams = i % 2 == 0 ? one.team() : other.team();
      replies.add(
          Customer.of(one.admin(), teams, "rich-" + i, "500.00").buyPicture("picture " + i));
    }

    assertThat(replies.stream().filter(reply -> reply.status() == 200).count())
        .isLessThanOrEqualTo(7);
    Reply last = replies.getLast();
    assertThat(last.status()).as("%s", last).isEqualTo(503);
    assertThat(last.at("/code")).isEqualTo("treasury_ceiling");
    assertThat(Long.parseLong(last.header("retry-after"))).isPositive();
    JsonNode outflow = one.admin().get("/admin/treasury").json().get("outflow");
    assertThat(outflow.get("maxPerDay").asString()).isEqualTo("1.00");
    assertThat(outflow.get("thisDay").asString()).isEqualTo("0.938");
    // The other tests of this class need room.
    new RedisTalk(redis.url()).say("DEL stipend:{money}:flow:" + LocalDate.now(ZoneOffset.UTC));
  }

  @Test
  void financeSeesThePauseAndMayNotSetIt() {
    Http finance =
        one.admin().with(one.admin().post("/admin/keys", Map.of("role", "finance")).at("/secret"));

    assertThat(finance.post("/admin/treasury/pause", Map.of("reason", "x")).status())
        .isEqualTo(403);
    assertThat(finance.get("/admin/treasury").json().get("paused").asBoolean()).isFalse();
    assertThat(finance.get("/admin/treasury/notices").status()).isEqualTo(200);
  }

  @Test
  void pauseSaysWhatItNeeds() {
    assertThat(one.admin().post("/admin/treasury/pause", Map.of()).at("/errors/0/field"))
        .isEqualTo("reason");
    assertThat(
            one.admin()
                .post("/admin/treasury/pause", Map.of("model", "nano-banana-pro", "reason", "x"))
                .at("/errors/0/field"))
        .isEqualTo("model");
    assertThat(one.admin().get("/admin/treasury").json().get("stops").size()).isZero();
  }
}
