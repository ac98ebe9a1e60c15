package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.sandbox.Fault;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** M6 from outside: a call is bought once, however often it is sent. */
class IdempotencyTest {

  /** More blocks than the chain needs to call one safe. */
  private static final Duration SAFE = Duration.ofSeconds(10);

  /** Beyond the end of any authorization, as the chain counts time. */
  private static final Duration DEAD = Duration.ofSeconds(400);

  private static final String REPLAYED = "Idempotency-Replayed";
  private static final int AT_ONCE = 50;

  private static RunningGateway gateway;

  private Customer customer;
  private int before;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            RunningGateway.newFolder(), Map.of("STIPEND_PAYMENT_ANSWER_TIMEOUT", "3s"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void begin() {
    customer = gateway.customer("5.00");
    before = gateway.sandbox().chain().transfers().size();
  }

  @AfterEach
  void booksEqualTheChain() {
    gateway.sandbox().faults().clear();
    gateway.books().equal(gateway.sandbox().chain().transfers());
  }

  @Test
  void aFinishedCallIsAnsweredAgainAsItWasAnswered() {
    Reply first = customer.buyPicture("\"one\"", "a fox");
    assertThat(customer.buyPicture("other", "another fox").status()).isEqualTo(200);

    Reply again = customer.buyPicture("one", "a fox");

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header(REPLAYED)).isEmpty();
    assertThat(first.header("X-Budget-Remaining-Usd")).isEqualTo("4.866");
    isTheSame(first, again);
    assertThat(paid()).isEqualTo(2);
  }

  @Test
  void manyEqualRequestsWithOneIdAreOnePaymentAndOneAnswer() {
    gateway.sandbox().faults().arm(Fault.DELAY_BEFORE_SETTLE, 1, Map.of("millis", "300"));

    List<Reply> replies = atOnce(customer.http().naming("many"), "many foxes");

    assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));
    assertThat(replies.stream().map(Reply::text).distinct()).hasSize(1);
    assertThat(replies.stream().filter(reply -> reply.header(REPLAYED).isEmpty())).hasSize(1);
    assertThat(paid()).isEqualTo(1);
  }

  @Test
  void manyEqualRequestsWithoutAnIdAreOnePaymentWhileItRuns() {
    gateway.sandbox().faults().arm(Fault.DELAY_BEFORE_SETTLE, 1, Map.of("millis", "1000"));

    List<Reply> replies = atOnce(customer.http(), "many foxes");

    assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));
    assertThat(replies.stream().map(Reply::text).distinct()).hasSize(1);
    assertThat(paid()).isEqualTo(1);
    Reply later = customer.buyPicture("many foxes");
    assertThat(later.header(REPLAYED)).isEmpty();
    assertThat(later.at("/jobId")).isNotEqualTo(replies.getFirst().at("/jobId"));
    assertThat(paid()).as("a finished one is bought anew").isEqualTo(2);
  }

  @Test
  void whoWantsTwoEqualPicturesNamesThemDifferently() {
    CompletableFuture<Reply> one = later("one", "a fox");
    CompletableFuture<Reply> two = later("two", "a fox");

    assertThat(Http.await(one).at("/jobId")).isNotEqualTo(Http.await(two).at("/jobId"));
    assertThat(paid()).isEqualTo(2);
  }

  @Test
  void anotherApiKeyHasIdsOfItsOwn() {
    Customer other = gateway.customer("5.00");

    String job = customer.buyPicture("one", "a fox").at("/jobId");

    assertThat(other.buyPicture("one", "a fox").at("/jobId")).isNotEmpty().isNotEqualTo(job);
    assertThat(paid()).isEqualTo(2);
  }

  @Test
  void theSameIdWithAnotherRequestIsRefusedAndSaysWhatDiffers() {
    customer.buyPicture("one", "a fox");

    Reply body = customer.buyPicture("one", "a wolf");
    Reply route = customer.http().naming("one").post(Customer.CLIP, Map.of("prompt", "a fox"));

    assertThat(List.of(body, route))
        .allSatisfy(
            reply -> {
              assertThat(reply.status()).as("%s", reply).isEqualTo(422);
              assertThat(reply.at("/code")).isEqualTo("idempotency_key_reused");
              assertThat(reply.header("x-should-retry")).isEqualTo("false");
            });
    assertThat(body.at("/differs")).isEqualTo("body");
    assertThat(route.at("/differs")).isEqualTo("route");
    assertThat(paid()).isEqualTo(1);
  }

  @Test
  void theSameWishSpelledDifferentlyIsTheSameRequest() {
    Reply first = customer.http().naming("one").post(Customer.PICTURE, "{\"prompt\":\"a fox\"}");
    Reply again =
        customer.http().naming("one").post(Customer.PICTURE, " { \"prompt\" : \"a fox\" } ");

    isTheSame(first, again);
    assertThat(paid()).isEqualTo(1);
  }

  @Test
  void anIdThatIsNoneIsRefusedAndNamesTheHeader() {
    for (String id : List.of("two words", "x".repeat(256), "\"open")) {
      Reply refused = customer.buyPicture(id, "a fox");

      assertThat(refused.status()).as(id).isEqualTo(400);
      assertThat(refused.at("/code")).isEqualTo("invalid_idempotency_key");
      assertThat(refused.at("/detail")).contains("Idempotency-Key");
      assertThat(refused.at("/error/param")).isEqualTo("Idempotency-Key");
    }
    assertThat(paid()).isZero();
  }

  @Test
  void whatReservedNothingLeavesItsIdFree() {
    Customer poor = gateway.customer("0.10");
    assertThat(poor.http().naming("a").post(Customer.PICTURE, "{}").status()).isEqualTo(400);
    assertThat(poor.buyPicture("a", "a fox").status()).isEqualTo(429);
    gateway.sandbox().faults().arm(Fault.QUOTE_FAILS, 1, Map.of("status", "500"));
    assertThat(poor.buyPicture("a", "a fox").status()).isEqualTo(503);
    gateway.sandbox().faults().arm(Fault.PAYEE_CHANGE, 1);
    assertThat(poor.buyPicture("a", "a fox").at("/code")).isEqualTo("upstream_offer_refused");
    gateway
        .admin()
        .post(
            "/admin/limits",
            Map.of(
                "scope", "team:" + poor.team(), "window", "month", "amount", "1", "kind", "hard"));

    Reply bought = poor.buyPicture("a", "another fox");

    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(bought.header(REPLAYED)).isEmpty();
    assertThat(paid()).isEqualTo(1);
  }

  @Test
  void doubtIsAnsweredByTheSameJobUntilTheChainTells() {
    gateway.sandbox().faults().arm(Fault.SETTLE_THEN_DROP, 2);
    Reply named = customer.buyPicture("one", "a named fox");
    Reply unnamed = customer.buyPicture("a fox");

    Reply namedAgain = customer.buyPicture("one", "a named fox");
    Reply unnamedAgain = customer.buyPicture("a fox");

    assertThat(named.status()).isEqualTo(202);
    assertThat(unnamed.status()).isEqualTo(202);
    isTheSame(named, namedAgain);
    isTheSame(unnamed, unnamedAgain);
    assertThat(namedAgain.header("x-should-retry")).isEqualTo("false");
    assertThat(paid()).isEqualTo(2);
    gateway.sandbox().chain().advance(SAFE);
    Eventually.until(
        "the chain's word", () -> customer.limit().get("settled").asString().equals("0.268"));
    Reply settled = customer.buyPicture("one", "a named fox");
    assertThat(settled.status()).isEqualTo(200);
    assertThat(settled.at("/jobId")).isEqualTo(named.at("/jobId"));
    assertThat(settled.header("X-Payment-Transaction")).startsWith("0x");
    assertThat(settled.header("X-Budget-Remaining-Usd")).isEqualTo("4.866");
    assertThat(paid()).isEqualTo(2);
    Reply anew = customer.buyPicture("a fox");
    assertThat(anew.status()).isEqualTo(200);
    assertThat(anew.at("/jobId")).isNotEqualTo(unnamed.at("/jobId"));
    assertThat(paid()).isEqualTo(3);
  }

  /** A chain that is ahead of its gateway refuses whatever comes next, so it is one of its own. */
  @Test
  void aRefusedPaymentIsNotTriedAgainBeforeItsChequeIsDead() {
    try (RunningGateway own = RunningGateway.start()) {
      Customer refused = own.customer("5.00");
      own.sandbox().faults().arm(Fault.BAD_SIGNATURE, 2);
      Reply named = refused.buyPicture("one", "a named fox");
      Reply unnamed = refused.buyPicture("a fox");

      Reply namedAgain = refused.buyPicture("one", "a named fox");
      Reply unnamedAgain = refused.buyPicture("a fox");

      assertThat(List.of(named, unnamed, namedAgain, unnamedAgain))
          .allSatisfy(
              reply -> {
                assertThat(reply.status()).as("%s", reply).isEqualTo(502);
                assertThat(reply.at("/code")).isEqualTo("upstream_refused");
                assertThat(reply.at("/detail")).isEqualTo(named.at("/detail"));
              });
      assertThat(own.books().spends()).hasSize(2);
      assertThat(refused.limit().get("held").asString()).isEqualTo("0.268");
      own.sandbox().chain().advance(DEAD);
      Eventually.until(
          "the money back", () -> refused.limit().get("left").asString().equals("5.00"));
      assertThat(refused.buyPicture("one", "a named fox").header(REPLAYED)).isEmpty();
      assertThat(refused.buyPicture("a fox").header(REPLAYED)).isEmpty();
      assertThat(own.books().spends()).as("each was tried anew").hasSize(4);
    }
  }

  @Test
  void aClientThatHungUpFindsItsCallByTheSameId() {
    gateway.sandbox().faults().arm(Fault.DELAY_BEFORE_SETTLE, 1, Map.of("millis", "500"));
    CompletableFuture<Reply> impatient = later("one", "a fox");
    Eventually.until("the payment", () -> customer.limit().get("held").asString().equals("0.134"));
    impatient.cancel(true);

    Reply patient = customer.buyPicture("one", "a fox");

    assertThat(patient.status()).as("%s", patient).isEqualTo(200);
    assertThat(patient.header(REPLAYED)).isEqualTo("true");
    assertThat(paid()).isEqualTo(1);
  }

  @Test
  void theBooksKnowWhatTheClientCalledItsCall() {
    String job = customer.buyPicture("\"invoice-7\"", "a fox").at("/jobId");

    assertThat(gateway.books().rows())
        .filteredOn(row -> row.at("/spend").asString("").equals(job))
        .hasSize(2)
        .allSatisfy(
            row -> assertThat(row.at("/idempotencyId").asString("")).isEqualTo("invoice-7"));
  }

  @Test
  void whoLosesTheNameOfItsCallPaysNothing() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (EmbeddedRedis server = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
        RunningGateway slow =
            RunningGateway.start(
                RunningGateway.newFolder(), Map.of("STIPEND_REDIS", server.url()))) {
      Redis redis = Redis.createClient(vertx, server.url());
      Customer losing = slow.customer("5.00");
      slow.sandbox().faults().arm(Fault.QUOTE_DELAY, 1, Map.of("millis", "1500"));
      CompletableFuture<Reply> call =
          losing.http().naming("one").postLater(Customer.PICTURE, "{\"prompt\":\"a fox\"}");
      String claim =
          Eventually.find(
              "the claim",
              () ->
                  redis.send(Request.cmd(Command.KEYS).arg("stipend:claim:*")).await().stream()
                      .map(Response::toString)
                      .findFirst());
      String text = redis.send(Request.cmd(Command.GET).arg(claim)).await().toString();
      redis
          .send(
              Request.cmd(Command.SET)
                  .arg(claim)
                  .arg("01m7w8p2h1adfv5q7c4mxnzb1q" + text.substring(text.indexOf(' '))))
          .await(10, TimeUnit.SECONDS);

      Reply reply = Http.await(call);

      assertThat(reply.status()).as("%s", reply).isEqualTo(503);
      assertThat(reply.header("x-should-retry")).isEqualTo("true");
      assertThat(losing.buyPicture("one", "a fox").status()).isEqualTo(409);
      assertThat(losing.limit().get("left").asString()).isEqualTo("5.00");
      assertThat(slow.books().spends())
          .allSatisfy(spend -> assertThat(spend.get("state").asString()).isEqualTo("voided"));
      slow.books().equal(slow.sandbox().chain().transfers());
      redis.close();
    } finally {
      vertx.close();
    }
  }

  @Test
  void gatewaysThatShareARedisBuyACallOnce() {
    Path pepper = RunningGateway.newFolder().resolve("pepper");
    try (EmbeddedRedis redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
        OutsideSeller seller = OutsideSeller.start()) {
      Map<String, String> environment = new HashMap<>(seller.environment());
      environment.put("STIPEND_REDIS", redis.url());
      environment.put("STIPEND_KEYS_PEPPER_FILE", pepper.toString());
      try (RunningGateway one = RunningGateway.start(RunningGateway.newFolder(), environment);
          RunningGateway two = RunningGateway.start(RunningGateway.newFolder(), environment)) {
        Customer sharing = one.customer("5.00");
        List<Http> both = List.of(sharing.http(), two.team().with(sharing.secret()));
        for (String id : List.of("", "one")) {
          seller.sandbox().faults().arm(Fault.DELAY_BEFORE_SETTLE, 1, Map.of("millis", "1000"));
          int paidBefore = BooksCheck.paid(seller.sandbox().chain().transfers()).size();

          List<Reply> replies =
              IntStream.range(0, AT_ONCE)
                  .mapToObj(i -> id.isEmpty() ? both.get(i % 2) : both.get(i % 2).naming(id))
                  .map(http -> http.postLater(Customer.PICTURE, "{\"prompt\":\"a fox\"}"))
                  .toList()
                  .stream()
                  .map(Http::await)
                  .toList();

          assertThat(replies).extracting(Reply::status).containsOnly(200, 409);
          assertThat(replies)
              .filteredOn(reply -> reply.status() == 409)
              .allSatisfy(
                  reply -> {
                    assertThat(reply.at("/code")).isEqualTo("request_in_progress");
                    assertThat(reply.header("Retry-After")).isNotEmpty();
                    assertThat(reply.header("x-should-retry")).isEqualTo("true");
                  });
          assertThat(BooksCheck.paid(seller.sandbox().chain().transfers())).hasSize(paidBefore + 1);
        }
        Reply there = both.get(1).naming("one").post(Customer.PICTURE, "{\"prompt\":\"a fox\"}");
        Reply here = both.get(0).naming("one").post(Customer.PICTURE, "{\"prompt\":\"a fox\"}");
        assertThat(there.status()).isEqualTo(200);
        assertThat(there.at("/jobId")).isEqualTo(here.at("/jobId"));
        two.books().equal(seller.sandbox().chain().transfers());
      }
    }
  }

  private static List<Reply> atOnce(Http http, String prompt) {
    return IntStream.range(0, AT_ONCE)
        .mapToObj(i -> http.postLater(Customer.PICTURE, "{\"prompt\":\"" + prompt + "\"}"))
        .toList()
        .stream()
        .map(Http::await)
        .toList();
  }

  private CompletableFuture<Reply> later(String id, String prompt) {
    return customer
        .http()
        .naming(id)
        .postLater(Customer.PICTURE, "{\"prompt\":\"" + prompt + "\"}");
  }

  private static void isTheSame(Reply first, Reply again) {
    assertThat(again.status()).as("%s", again).isEqualTo(first.status());
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header(REPLAYED)).isEqualTo("true");
    for (String header :
        List.of(
            "X-Cost-Usd",
            "X-Payment-Transaction",
            "X-Budget-Name",
            "X-Budget-Limit-Usd",
            "X-Budget-Remaining-Usd")) {
      assertThat(again.header(header)).as(header).isEqualTo(first.header(header));
    }
  }

  private int paid() {
    return gateway.sandbox().chain().transfers().size() - before;
  }
}
