package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Limits and policies as teams and operators meet them. */
class LimitsTest {

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
  void limitOnAClassBindsThatClassOnly() {
    Customer customer = gateway.customer("100.00");
    assertThat(limit(customer, Map.of("class", "image", "amount", "0.20")).status()).isEqualTo(201);

    Reply first = customer.buyPicture("one");
    Reply second = customer.buyPicture("two");
    Reply clip = customer.http().post(Customer.CLIP, Map.of("prompt", "a clip"));

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("X-Budget-Remaining-Usd")).isEqualTo("0.066");
    assertThat(second.status()).isEqualTo(429);
    assertThat(second.at("/limit/id")).isEqualTo("team:" + customer.team() + "/month/class:image");
    assertThat(second.at("/limit/class")).isEqualTo("image");
    assertThat(second.at("/limit/left")).isEqualTo("0.066");
    assertThat(second.at("/needed")).isEqualTo("0.134");
    assertThat(second.at("/limit/resets")).isNotEmpty();
    assertThat(clip.status()).isEqualTo(200);
  }

  @Test
  void watchedLimitLetsPassAndItsThresholdsAreRead() {
    Customer customer = gateway.customer("100.00");
    Reply set =
        limit(
            customer,
            Map.of(
                "model",
                "nano-banana-pro",
                "kind",
                "watch",
                "amount",
                "0.134",
                "thresholds",
                List.of(90, 40)));
    assertThat(set.json().get("thresholds").toString()).isEqualTo("[40,90]");

    assertThat(customer.buyPicture("one").status()).isEqualTo(200);
    assertThat(customer.buyPicture("two").status()).isEqualTo(200);

    JsonNode events = gateway.admin().get("/admin/events?limit=500").json().get("items");
    assertThat(
            events
                .valueStream()
                .filter(event -> event.get("limit").asString().equals(set.at("/id")))
                .map(event -> event.get("threshold").asInt()))
        .containsExactly(40, 90);
  }

  @Test
  void raiseMakesRoomAndSaysWhoMadeIt() {
    Customer customer = gateway.customer("0.20");
    String id = "team:" + customer.team() + "/month";
    customer.buyPicture("one");
    assertThat(customer.buyPicture("two").status()).isEqualTo(429);

    Reply raised =
        gateway
            .admin()
            .post(
                "/admin/limits/raises",
                Map.of(
                    "limit",
                    id,
                    "amount",
                    "0.10",
                    "until",
                    "2999-01-01T00:00:00Z",
                    "reason",
                    "launch"));

    assertThat(raised.status()).isEqualTo(201);
    assertThat(raised.at("/by")).startsWith("key_");
    assertThat(gateway.admin().get("/admin/limits/raises").text()).contains(raised.at("/id"));
    assertThat(customer.buyPicture("two").status()).isEqualTo(200);
    assertThat(customer.limit().get("amount").asString()).isEqualTo("0.30");
    assertThat(customer.limit().get("raised").asString()).isEqualTo("0.10");
  }

  @Test
  void raiseThatIsWrongIsRefusedWithItsFields() {
    Reply refused =
        gateway
            .admin()
            .post(
                "/admin/limits/raises",
                Map.of("limit", "nowhere", "amount", "0", "until", "2020-01-01T00:00:00Z"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(
            refused.json().get("errors").valueStream().map(error -> error.get("field").asString()))
        .containsExactlyInAnyOrder("limit", "amount", "until", "reason");
  }

  @Test
  void operatorsSeeTheEffectiveLimitsThatTheTeamSees() {
    Customer customer = gateway.customer("7.00");
    limit(customer, Map.of("class", "video", "amount", "3.00"));
    JsonNode own = customer.http().get("/api/budget").json();

    String key = own.get("apiKey").asString();
    JsonNode seen = gateway.admin().get("/admin/limits/effective?key=" + key).json();

    assertThat(seen).isEqualTo(own);
    assertThat(seen.get("limits")).hasSize(2);
    assertThat(gateway.admin().get("/admin/limits/effective?key=key_zzzzzzzzzzzz").status())
        .isEqualTo(404);
  }

  @Test
  void limitIsRemovedByItsIdOrByWhatItIsMadeOf() {
    Customer customer = gateway.customer("7.00");
    limit(customer, Map.of("class", "video", "amount", "3.00"));
    String scope = "?scope=team:" + customer.team() + "&window=month";

    assertThat(gateway.admin().delete("/admin/limits" + scope + "&class=video").status())
        .isEqualTo(204);
    assertThat(
            gateway.admin().delete("/admin/limits?id=team:" + customer.team() + "/month").status())
        .isEqualTo(204);
    assertThat(gateway.admin().delete("/admin/limits" + scope).status()).isEqualTo(404);
    assertThat(customer.http().get("/api/budget").json().get("limits")).isEmpty();
  }

  @Test
  void limitThatWouldLimitNothingIsRefused() {
    Customer customer = gateway.customer("7.00");

    assertThat(limit(customer, Map.of("model", "nano-banana-prof", "amount", "1")).text())
        .contains("did you mean nano-banana-pro");
    assertThat(limit(customer, Map.of("class", "sound", "amount", "1")).status()).isEqualTo(400);
    assertThat(
            limit(customer, Map.of("class", "image", "model", "veo-3.1", "amount", "1")).status())
        .isEqualTo(400);
    assertThat(limit(customer, Map.of("amount", "1", "thresholds", List.of(0))).status())
        .isEqualTo(400);
  }

  @Test
  void policyAllowsOnlyTheModelsItNames() {
    Customer customer = gateway.customer("7.00");
    Reply set = policy("teams/" + customer.team(), "{\"models\":[\"video\",\"veo-3.1\"]}");

    Reply refused = customer.buyPicture("x");

    assertThat(set.status()).as(set.text()).isEqualTo(200);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("/code")).isEqualTo("model_not_allowed");
    assertThat(customer.http().post(Customer.CLIP, Map.of("prompt", "x")).status()).isEqualTo(200);
    assertThat(gateway.admin().get("/admin/teams").text()).contains("[\"video\",\"veo-3.1\"]");
  }

  @Test
  void stricterPolicyOfTeamAndApiKeyDecides() {
    Customer customer = gateway.customer("7.00");
    policy("teams/" + customer.team(), "{\"priceMax\":\"1.00\"}");
    policy("keys/" + key(customer.team()), "{\"priceMax\":\"0.10\"}");

    Reply refused = customer.buyPicture("x");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("/code")).isEqualTo("price_above_ceiling");
    assertThat(refused.at("/ceiling")).isEqualTo("0.10");
  }

  @Test
  void noMoreCallsBeginWithinAMinuteThanThePolicyAllows() {
    Customer customer = gateway.customer("7.00");
    policy("keys/" + key(customer.team()), "{\"callsPerMinute\":2}");

    Reply first = customer.buyPicture("1");
    Reply second = customer.buyPicture("2");
    Reply third = customer.buyPicture("3");

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("RateLimit-Policy")).isEqualTo("\"calls\";q=2;w=60");
    assertThat(first.header("RateLimit")).startsWith("\"calls\";r=1;t=");
    assertThat(second.header("x-ratelimit-remaining-requests")).isEqualTo("0");
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.at("/code")).isEqualTo("rate_limit_exceeded");
    assertThat(Integer.parseInt(third.header("Retry-After"))).isBetween(1, 60);
  }

  @Test
  void policyThatIsWrongIsRefusedWithItsFields() {
    Customer customer = gateway.customer("7.00");

    Reply refused =
        policy(
            "teams/" + customer.team(),
            "{\"models\":[\"veo-3.2\"],\"priceMax\":\"0\",\"callsPerMinute\":0,\"jobs\":1}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(
            refused.json().get("errors").valueStream().map(error -> error.get("field").asString()))
        .containsExactlyInAnyOrder("models", "priceMax", "callsPerMinute", "jobs");
    assertThat(policy("teams/nobody", "{}").status()).isEqualTo(404);
    assertThat(policy("keys/nonsense", "{}").status()).isEqualTo(404);
  }

  @Test
  void teamsWeeksBeginOnItsOwnDay() {
    Reply created =
        gateway.admin().post("/admin/teams", Map.of("id", "sundays", "weekStart", "sunday"));
    Reply refused =
        gateway.admin().post("/admin/teams", Map.of("id", "nodays", "weekStart", "someday"));

    assertThat(created.at("/weekStart")).isEqualTo("sunday");
    assertThat(refused.status()).isEqualTo(400);
  }

  private static Reply limit(Customer customer, Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>(more);
    body.put("scope", "team:" + customer.team());
    body.put("window", "month");
    return gateway.admin().post("/admin/limits", body);
  }

  private static Reply policy(String of, String body) {
    return gateway.admin().send("PUT", "/admin/" + of + "/policy", body);
  }

  /** The id of the API key of a team. */
  private static String key(String team) {
    for (JsonNode key : gateway.admin().get("/admin/keys").json().get("items")) {
      if (key.get("team").asString("").equals(team)) {
        return key.get("id").asString();
      }
    }
    throw new AssertionError("no API key of " + team);
  }
}
