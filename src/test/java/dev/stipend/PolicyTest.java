package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.sandbox.Fault;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Jobs at once and calls per minute, as teams and operators meet them, over two gateways on one
 * Redis.
 */
class PolicyTest {

  private static EmbeddedRedis redis;
  private static OutsideSeller seller;
  private static RunningGateway one;
  private static RunningGateway two;

  @BeforeAll
  static void start() {
    Path pepper = RunningGateway.newFolder().resolve("pepper");
    redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
    seller = OutsideSeller.start();
    Map<String, String> environment = new HashMap<>(seller.environment());
    environment.put("STIPEND_REDIS", redis.url());
    environment.put("STIPEND_KEYS_PEPPER_FILE", pepper.toString());
    one = RunningGateway.start(RunningGateway.newFolder(), environment);
    two = RunningGateway.start(RunningGateway.newFolder(), environment);
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
    seller.close();
    redis.close();
  }

  @Test
  void noMoreJobsRunAtOnceThanThePolicyAllowsAtWhicheverGateway() {
    Customer customer = one.customer("100.00");
    policy("teams/" + customer.team(), "{\"jobsAtOnce\":2}");
    Http elsewhere = two.team().with(customer.secret());

    seller.sandbox().faults().arm(Fault.JOB_NEVER_COMPLETES, 2, Map.of());
    String first = customer.buyPicture("1").at("/jobId");
    Reply second = elsewhere.post(Customer.PICTURE, "{\"prompt\":\"2\"}");
    Reply third = elsewhere.post(Customer.PICTURE, "{\"prompt\":\"3\"}");

    assertThat(first).isNotEmpty();
    assertThat(second.status()).as(second.text()).isEqualTo(200);
    assertThat(third.status()).as(third.text()).isEqualTo(429);
    assertThat(third.at("/code")).isEqualTo("too_many_jobs");
    assertThat(third.at("/scope")).isEqualTo("team:" + customer.team());
    assertThat(third.json().get("allowed").asInt()).isEqualTo(2);
    assertThat(third.json().get("running").asInt()).isEqualTo(2);
    assertThat(Integer.parseInt(third.header("Retry-After"))).isBetween(1, 60);
    assertThat(third.header("x-should-retry")).isEqualTo("true");
    assertThat(customer.limit().get("settled").asString()).isEqualTo("0.268");
    JsonNode jobs = customer.http().get("/api/budget").json().get("jobs");
    assertThat(jobs.get(0).get("running").asInt()).isEqualTo(2);
    assertThat(jobs.get(0).get("allowed").asInt()).isEqualTo(2);
    assertThat(jobs.get(1).get("scope").asString()).startsWith("key:");
    assertThat(jobs.get(1).get("allowed").isNull()).isTrue();
    assertThat(one.admin().get("/admin/teams").text()).contains("\"jobsAtOnce\":2");
  }

  @Test
  void aJobThatHasEndedLeavesItsPlace() {
    Customer customer = one.customer("100.00");
    String apiKey = apiKey(customer);
    policy("keys/" + apiKey, "{\"jobsAtOnce\":1}");

    for (String prompt : new String[] {"1", "2", "3"}) {
      Reply bought = customer.buyPicture(prompt);
      assertThat(bought.status()).as(bought.text()).isEqualTo(200);
      customer.ended(bought.at("/jobId"));
    }

    JsonNode effective = one.admin().get("/admin/limits/effective?key=" + apiKey).json();
    assertThat(effective.at("/jobs/1/running").asInt()).isZero();
    assertThat(effective.at("/jobs/1/allowed").asInt()).isEqualTo(1);
  }

  @Test
  void aCallThatIsRefusedTakesNoPlace() {
    Customer customer = one.customer("0.00");
    policy("teams/" + customer.team(), "{\"jobsAtOnce\":1}");

    for (int i = 0; i < 3; i++) {
      assertThat(customer.buyPicture("over the limit " + i).at("/code"))
          .isEqualTo("limit_exceeded");
    }
  }

  @Test
  void aReplayAtTheLimitIsAnsweredAndANewCallIsNot() {
    Customer customer = one.customer("100.00");
    policy("teams/" + customer.team(), "{\"callsPerMinute\":2}");
    Http elsewhere = two.team().with(customer.secret());
    Reply first = customer.buyPicture("call-1", "1");
    Reply second = elsewhere.naming("call-2").post(Customer.PICTURE, "{\"prompt\":\"2\"}");

    Reply replayed = customer.buyPicture("call-1", "1");
    Reply elsewhereReplayed =
        elsewhere.naming("call-1").post(Customer.PICTURE, "{\"prompt\":\"1\"}");
    Reply third = customer.buyPicture("call-3", "3");
    Reply fourth = elsewhere.post(Customer.PICTURE, "{\"prompt\":\"4\"}");

    assertThat(first.header("x-ratelimit-remaining-requests")).isEqualTo("1");
    assertThat(second.header("x-ratelimit-remaining-requests")).isEqualTo("0");
    for (Reply replay : List.of(replayed, elsewhereReplayed)) {
      assertThat(replay.status()).as(replay.text()).isEqualTo(200);
      assertThat(replay.at("/jobId")).isEqualTo(first.at("/jobId"));
      assertThat(replay.header("Idempotency-Replayed")).isEqualTo("true");
      assertThat(replay.header("RateLimit-Policy")).isEqualTo("\"calls\";q=2;w=60");
      assertThat(replay.header("RateLimit")).startsWith("\"calls\";r=0;t=");
    }
    for (Reply refused : List.of(third, fourth)) {
      assertThat(refused.status()).as(refused.text()).isEqualTo(429);
      assertThat(refused.at("/code")).isEqualTo("rate_limit_exceeded");
      assertThat(refused.header("x-ratelimit-remaining-requests")).isEqualTo("0");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
    }
    assertThat(customer.limit().get("settled").asString()).isEqualTo("0.268");
  }

  @Test
  void whatDoesNotBeginIsNotCountedButTold() {
    Customer customer = one.customer("100.00");
    String apiKey = apiKey(customer);
    policy("keys/" + apiKey, "{\"callsPerMinute\":5}");

    Reply bad = customer.http().post(Customer.PICTURE, "{\"promt\":\"1\"}");
    Reply badId =
        customer.http().naming("x".repeat(300)).post(Customer.PICTURE, "{\"prompt\":\"1\"}");
    Reply priced =
        customer.http().post("/api/quote/nano-banana-pro/generate", "{\"prompt\":\"1\"}");

    assertThat(bad.status()).isEqualTo(400);
    assertThat(badId.status()).isEqualTo(400);
    assertThat(bad.header("RateLimit")).isEqualTo("\"calls\";r=5;t=60");
    assertThat(badId.header("RateLimit")).isEqualTo("\"calls\";r=5;t=60");
    assertThat(priced.status()).isEqualTo(200);
    assertThat(priced.header("RateLimit")).isEmpty();
  }

  private static void policy(String of, String body) {
    Reply set = one.admin().send("PUT", "/admin/" + of + "/policy", body);
    assertThat(set.status()).as(set.text()).isEqualTo(200);
  }

  /**
   * Asked of the operators: a gateway that has seen the API key knows its old policy for a second.
   */
  private static String apiKey(Customer customer) {
    for (JsonNode key : one.admin().get("/admin/keys").json().get("items")) {
      if (key.get("team").asString("").equals(customer.team())) {
        return key.get("id").asString();
      }
    }
    throw new AssertionError("no API key of " + customer);
  }
}
