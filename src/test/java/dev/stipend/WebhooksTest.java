package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.WebhookReceiver.Message;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.redis.RedisTalk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Teams' own servers are told how jobs ended. */
class WebhooksTest {

  private static final String PROMPT = "a prompt that is nobody else's";

  private static EmbeddedRedis redis;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
    gateway =
        RunningGateway.start(
            RunningGateway.newFolder(),
            Map.of("STIPEND_REDIS", redis.url(), "STIPEND_WEBHOOKS_ALLOW_PRIVATE", "true"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    redis.close();
  }

  @Test
  void theEndOfAJobIsToldSignedAndWithoutThePrompt() {
    Customer customer = gateway.customer("5.00");
    try (WebhookReceiver receiver = WebhookReceiver.start(count -> 204)) {
      Reply made = register(customer, receiver);
      String job = customer.buyPicture(PROMPT).at("/jobId");

      Message message = receiver.next(job);

      assertThat(message.id()).isEqualTo("msg_" + job);
      assertThat(message.target().toString()).isEqualTo("/hook?x=1");
      assertThat(message.signatures()).containsExactly(message.expected(made.at("/secret")));
      assertThat(message.json().get("type").asString()).isEqualTo("job.completed");
      assertThat(message.json().at("/data/id").asString()).isEqualTo(job);
      assertThat(message.json().at("/data/status").asString()).isEqualTo("complete");
      String picture = message.json().at("/data/result/imageUrl").asString();
      assertThat(gateway.team().with(null).get(picture).status()).isEqualTo(200);
      assertThat(message.body()).doesNotContain(PROMPT);
      JsonNode delivery = delivered(customer, made, "delivered");
      assertThat(delivery.get("attempts").asInt()).isEqualTo(1);
      assertThat(receiver.of(job)).hasSize(1);
    }
  }

  @Test
  void aReceiverThatFailedHearsTheSameMessageAgain() {
    Customer customer = gateway.customer("5.00");
    try (WebhookReceiver receiver = WebhookReceiver.start(count -> count == 1 ? 500 : 200)) {
      Reply made = register(customer, receiver);
      String job = customer.buyPicture(PROMPT).at("/jobId");

      JsonNode delivery = delivered(customer, made, "delivered");

      assertThat(delivery.get("attempts").asInt()).isEqualTo(2);
      assertThat(receiver.of(job)).hasSize(2).extracting(Message::id).containsOnly("msg_" + job);
    }
  }

  @Test
  void whoIsGoneIsToldNothingMore() {
    Customer customer = gateway.customer("5.00");
    try (WebhookReceiver receiver = WebhookReceiver.start(count -> 410)) {
      Reply made = register(customer, receiver);
      customer.buyPicture(PROMPT);

      delivered(customer, made, "failed");

      JsonNode webhook = customer.http().get("/api/webhooks").json().at("/webhooks/0");
      assertThat(webhook.get("active").asBoolean()).isFalse();
      assertThat(webhook.get("disabled").asString()).contains("410");
    }
  }

  @Test
  void aReceiverThatHangsKeepsNobodyElseWaiting() {
    Customer customer = gateway.customer("5.00");
    CountDownLatch end = new CountDownLatch(1);
    try (WebhookReceiver hanging = WebhookReceiver.start(count -> hang(end));
        WebhookReceiver receiver = WebhookReceiver.start(count -> 200)) {
      register(customer, hanging);
      register(customer, receiver);
      for (int i = 0; i < 5; i++) {
        String job = customer.buyPicture("hang-" + i, PROMPT).at("/jobId");

        receiver.next(job);

        hanging.next(job);
      }
      end.countDown();
    }
  }

  @Test
  void aRedirectIsNotFollowedAndCountsAsAFailure() {
    Customer customer = gateway.customer("5.00");
    try (WebhookReceiver receiver = WebhookReceiver.start(count -> count == 1 ? 302 : 200)) {
      Reply made = register(customer, receiver);
      customer.buyPicture(PROMPT);

      assertThat(delivered(customer, made, "delivered").get("attempts").asInt()).isEqualTo(2);
      assertThat(receiver.heard())
          .extracting(message -> message.target().getPath())
          .containsOnly("/hook");
    }
  }

  @Test
  void bothSecretsSignAfterARotationAndNoneIsKeptReadable() {
    Customer customer = gateway.customer("5.00");
    try (WebhookReceiver receiver = WebhookReceiver.start(count -> 200)) {
      Reply made = register(customer, receiver);
      Reply rotated = customer.http().post(path(made) + "/rotate", "");
      String job = customer.buyPicture(PROMPT).at("/jobId");

      Message message = receiver.next(job);

      assertThat(message.signatures())
          .containsExactly(
              message.expected(rotated.at("/secret")), message.expected(made.at("/secret")));
      assertThat(customer.http().get("/api/webhooks").text()).doesNotContain("whsec_");
      for (String field : List.of("secret", "former")) {
        String kept =
            new RedisTalk(redis.url())
                .say("HGET stipend:{webhook}:hook:" + made.at("/id") + " " + field);
        assertThat(kept).isNotEmpty().doesNotContain(made.at("/secret").substring(6));
      }
    }
  }

  @Test
  void aDeliveryIsRepeatedForWhoAsksUnderTheSameId() {
    Customer customer = gateway.customer("5.00");
    try (WebhookReceiver receiver = WebhookReceiver.start(count -> 200)) {
      Reply made = register(customer, receiver);
      String job = customer.buyPicture(PROMPT).at("/jobId");
      delivered(customer, made, "delivered");

      Reply asked = customer.http().post(path(made) + "/redeliver", Map.of("jobId", job));

      assertThat(asked.status()).isEqualTo(202);
      Eventually.until("it again", () -> receiver.of(job).size() == 2);
      assertThat(receiver.of(job)).extracting(Message::id).containsOnly("msg_" + job);
    }
  }

  @Test
  void webhooksOfAnotherTeamDoNotExist() {
    Customer customer = gateway.customer("5.00");
    Customer stranger = gateway.customer("5.00");
    try (WebhookReceiver receiver = WebhookReceiver.start(count -> 200)) {
      Reply made = register(customer, receiver);

      for (String action : List.of("/rotate", "/disable", "/enable")) {
        assertThat(stranger.http().post(path(made) + action, "").status()).isEqualTo(404);
      }
      assertThat(stranger.http().delete(path(made)).status()).isEqualTo(404);
      assertThat(stranger.http().get(path(made) + "/deliveries").status()).isEqualTo(404);
      String job = stranger.buyPicture(PROMPT).at("/jobId");
      stranger.ended(job);
      assertThat(customer.http().delete(path(made)).status()).isEqualTo(204);
      assertThat(receiver.heard()).isEmpty();
    }
  }

  @Test
  void whoeverTakesOverTellsUnderTheSameId() {
    try (EmbeddedRedis own = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
        OutsideSeller seller = OutsideSeller.start();
        WebhookReceiver receiver = WebhookReceiver.start(count -> count == 1 ? 500 : 200)) {
      Map<String, String> environment = new HashMap<>(seller.environment());
      Path folder = RunningGateway.newFolder();
      environment.put("STIPEND_REDIS", own.url());
      environment.put("STIPEND_WEBHOOKS_ALLOW_PRIVATE", "true");
      environment.put("STIPEND_ADMIN_KEY", RunningGateway.OPERATOR);
      environment.put("STIPEND_KEYS_PEPPER_FILE", folder.resolve("pepper").toString());
      String job;
      try (GatewayProcess first = GatewayProcess.start(folder.resolve("first"), environment)) {
        Customer customer =
            Customer.of(first.admin(RunningGateway.OPERATOR), first.teams(""), "t", "5.00");
        register(customer, receiver);
        job = customer.buyPicture(PROMPT).at("/jobId");
        receiver.next(job);
        first.kill();
      }

      try (GatewayProcess second = GatewayProcess.start(folder.resolve("second"), environment)) {
        Eventually.find(
            "it again",
            Duration.ofSeconds(70),
            () -> receiver.of(job).size() > 1 ? Optional.of(true) : Optional.empty());
        assertThat(second.output()).doesNotContain(PROMPT).doesNotContain("whsec_");
      }
      assertThat(receiver.of(job)).extracting(Message::id).containsOnly("msg_" + job);
    }
  }

  @Test
  void addressesThatAreNotPublicAreRefused() {
    try (RunningGateway strict = RunningGateway.start()) {
      Customer customer = strict.customer("5.00");
      for (String url :
          List.of(
              "http://example.com/",
              "https://127.0.0.1/",
              "https://localhost/",
              "https://2130706433/",
              "https://[::1]/",
              "https://[::ffff:10.0.0.1]/",
              "https://169.254.169.254/latest/meta-data",
              "https://user:secret@example.com/",
              "ftp://example.com/",
              "no address")) {
        Reply refused = customer.http().post("/api/webhooks", Map.of("url", url));

        assertThat(refused.status()).as(url).isEqualTo(400);
        assertThat(refused.at("/error/param")).isEqualTo("url");
      }
    }
  }

  private static int hang(CountDownLatch end) {
    try {
      end.await();
      return 200;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Reply register(Customer customer, WebhookReceiver receiver) {
    Reply made = customer.http().post("/api/webhooks", Map.of("url", receiver.url()));
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    assertThat(made.at("/secret")).startsWith("whsec_");
    return made;
  }

  private static String path(Reply made) {
    return "/api/webhooks/" + made.at("/id");
  }

  /** The only delivery, once it is in that state. */
  private static JsonNode delivered(Customer customer, Reply made, String state) {
    return Eventually.find(
        "a delivery that is " + state,
        () ->
            Optional.of(customer.http().get(path(made) + "/deliveries").json().at("/deliveries/0"))
                .filter(delivery -> delivery.path("state").asString("").equals(state)));
  }
}
