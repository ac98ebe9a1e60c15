package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Clients that wait for a job instead of asking for it again and again. */
@EnabledIf("dev.stipend.redis.RedisServer#isInstalled")
class WaitingTest {

  private static final int SEATS = 1_500;

  private static RedisServer redis;
  private static RunningGateway gateway;
  private static Customer customer;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
    gateway =
        RunningGateway.start(
            RunningGateway.newFolder(),
            Map.of(
                "STIPEND_REDIS",
                redis.url(),
                "STIPEND_SANDBOX_IMAGE_TIME",
                "1500ms",
                "STIPEND_SANDBOX_VIDEO_TIME",
                "1h",
                "STIPEND_WAITING_CLIENTS_PER_TEAM",
                Integer.toString(SEATS)));
    customer = gateway.customer("100.00");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    redis.close();
  }

  @Test
  void oneCallBuysAndWaitsForTheEnd() {
    Reply bought = customer.http().post(Customer.PICTURE + "?wait=30s", "{\"prompt\":\"one\"}");

    assertThat(bought.status()).isEqualTo(200);
    assertThat(bought.at("/status")).isEqualTo("complete");
    assertThat(bought.at("/jobId")).isNotEmpty();
    assertThat(gateway.team().with(null).get(bought.at("/result/imageUrl")).status())
        .isEqualTo(200);
  }

  @Test
  void whoWaitsIsAnsweredAtTheEndOfTheJob() {
    String id = customer.buyPicture("two").at("/jobId");

    Reply ended = customer.http().get("/api/jobs/" + id + "?wait=30");

    assertThat(ended.at("/status")).isEqualTo("complete");
    assertThat(customer.http().get("/api/jobs/" + id + "?wait=1m").json()).isEqualTo(ended.json());
    nobodyIsLeft();
  }

  @Test
  void whoWaitedLongEnoughGetsTheJobAsItStands() {
    String id = customer.http().post(Customer.CLIP, "{\"prompt\":\"x\"}").at("/jobId");

    Reply standing = customer.http().get("/api/jobs/" + id + "?wait=300ms");

    assertThat(standing.status()).isEqualTo(200);
    assertThat(standing.at("/status")).isIn("pending", "loading");
    nobodyIsLeft();
  }

  @Test
  void aTimeThatIsNoneIsRefusedBeforeAnythingIsBought() {
    int known = gateway.books().spends().size();

    for (String wrong : List.of("61s", "2m", "x", "", "-1", "1h", "1s&wait=2s")) {
      Reply refused =
          customer.http().post(Customer.PICTURE + "?wait=" + wrong, "{\"prompt\":\"no\"}");

      assertThat(refused.status()).as(wrong).isEqualTo(400);
      assertThat(refused.at("/error/param")).isEqualTo("wait");
    }
    assertThat(gateway.books().spends()).hasSize(known);
  }

  @Test
  void eventsTellEachChangeAndEndWithTheJob() throws Exception {
    String id = customer.buyPicture("three").at("/jobId");

    List<Events.Event> events = Events.of(customer, "/api/jobs/" + id + "/events", "").all();

    assertThat(events).isNotEmpty().extracting(Events.Event::id).isSorted().doesNotHaveDuplicates();
    assertThat(events.getLast().name()).isEqualTo("delivered");
    assertThat(events.getLast().json().get("status").asString()).isEqualTo("complete");
    assertThat(events.getLast().json()).isEqualTo(customer.job(id).json());
    nobodyIsLeft();
  }

  @Test
  void whoComesBackGetsOnlyWhatIsNewer() throws Exception {
    String id = customer.buyPicture("four").at("/jobId");
    long seen;
    try (Events first = Events.of(customer, "/api/jobs/" + id, "")) {
      seen = first.next().id();
    }
    nobodyIsLeft();

    List<Events.Event> rest = Events.of(customer, "/api/jobs/" + id, Long.toString(seen)).all();

    assertThat(rest).isNotEmpty().allMatch(event -> event.id() > seen);
    assertThat(rest.getLast().name()).isEqualTo("delivered");
    Events.Event last = rest.getLast();
    assertThat(Events.of(customer, "/api/jobs/" + id, Long.toString(last.id())).all())
        .as("the end is told again, at once")
        .containsExactly(last);
  }

  @Test
  void anotherTeamWaitsForNothing() {
    String id = customer.buyPicture("five").at("/jobId");
    Customer stranger = gateway.customer("1.00");

    for (String path : List.of("/api/jobs/" + id + "?wait=5s", "/api/jobs/" + id + "/events")) {
      assertThat(stranger.http().get(path).at("/code")).isEqualTo("job_not_found");
    }
    customer.ended(id);
  }

  @Test
  void aLostConnectionToTheNewsLosesNoEnd() {
    String id = customer.buyPicture("six").at("/jobId");
    Eventually.until("the subscription", () -> subscribers().contains("sub=1"));
    var waiting =
        Stream.generate(() -> customer.http().getLater("/api/jobs/" + id + "?wait=30s"))
            .limit(20)
            .toList();

    redis.cli("CLIENT", "KILL", "TYPE", "pubsub");

    waiting.forEach(reply -> assertThat(Http.await(reply).at("/status")).isEqualTo("complete"));
    nobodyIsLeft();
  }

  @Test
  void thousandsWaitAndAllHearOfTheEnd() throws Exception {
    try (Crowd crowd = new Crowd(gateway.teamUrl(), customer.secret())) {
      String clip = customer.http().post(Customer.CLIP, "{\"prompt\":\"y\"}").at("/jobId");
      crowd.add("/api/jobs/" + clip + "/events", SEATS);
      Eventually.until("a full room", () -> taken() == SEATS);

      Reply refused = customer.http().get("/api/jobs/" + clip + "?wait=1s");
      Reply bought = customer.http().post(Customer.PICTURE + "?wait=1s", "{\"prompt\":\"z\"}");

      assertThat(refused.at("/code")).isEqualTo("too_many_waiting");
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(bought.status()).as("who buys is never refused a seat").isEqualTo(200);
      crowd.hangUp();
      nobodyIsLeft();

      String id = customer.buyPicture("seven").at("/jobId");
      crowd.add("/api/jobs/" + id + "/events", SEATS / 2);
      crowd.add("/api/jobs/" + id + "?wait=60s", SEATS / 2);
      Eventually.find(
          "the end for all",
          Duration.ofSeconds(60),
          () -> crowd.heard("complete") == SEATS ? Optional.of(true) : Optional.empty());
    }
    nobodyIsLeft();
  }

  private static String subscribers() {
    return redis.cli("CLIENT", "LIST", "TYPE", "pubsub");
  }

  private static int taken() {
    return gateway.gateway().core().work().room().taken();
  }

  private static void nobodyIsLeft() {
    Eventually.until(
        "an empty room",
        () -> taken() == 0 && gateway.gateway().core().work().news().waiting() == 0);
  }
}
