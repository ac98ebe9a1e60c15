package dev.stipend.upstream;

import static dev.stipend.upstream.Wire.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.call.PaidAnswer;
import dev.stipend.call.Purchase;
import dev.stipend.call.QuoteAnswer;
import dev.stipend.job.ProofSigner;
import dev.stipend.x402.Address;
import dev.stipend.x402.ChallengeReading;
import dev.stipend.x402.Network;
import dev.stipend.x402.ReceiptReading;
import dev.stipend.x402.Signature;
import dev.stipend.x402.SiwxInfo;
import dev.stipend.x402.Vectors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Quotes and payments over a wire on which anything may happen. */
class SaleTest {

  private static final String BODY = "{\"prompt\":\"a boat, ünïcode\"}";
  private static final Purchase PURCHASE = new Purchase("nano-banana-pro", "generate", BODY);
  private static final String PAYMENT = Vectors.text("/x402Headers/paymentSignature/header");
  private static final String CHALLENGE = Vectors.text("/x402Headers/paymentRequired/header");
  private static final String RECEIPT = Vectors.text("/x402Headers/paymentResponse/header");
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final String JOB =
      "{\"success\":true,\"jobId\":\"cmnms7w2m000304l4oz0ewji1\",\"type\":\"nano-banana-pro-generate\"}";

  private static final ProofSigner NO_SIGNER =
      new ProofSigner() {
        @Override
        public Address address() {
          return Vectors.signer();
        }

        @Override
        public Future<Signature> prove(SiwxInfo info) {
          throw new AssertionError("no proof is wanted here");
        }
      };

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void nobodyListeningMeansNotSent() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    assertThat(pay(URI.create("http://127.0.0.1:" + port))).isInstanceOf(PaidAnswer.NotSent.class);
  }

  @Test
  void aNameThatDoesNotResolveMeansNotSent() throws Exception {
    assertThat(pay(URI.create("https://seller.invalid"))).isInstanceOf(PaidAnswer.NotSent.class);
  }

  @Test
  void aFailedHandshakeMeansNotSent() throws Exception {
    Wire wire = Wire.saying(vertx, "this is not TLS");
    URI origin = URI.create("https://127.0.0.1:" + wire.origin().getPort());

    assertThat(pay(origin)).isInstanceOf(PaidAnswer.NotSent.class);
    assertThat(wire.requests).isEmpty();
  }

  @Test
  void aHandshakeThatNeverEndsMeansNotSent() throws Exception {
    Wire wire = Wire.answering(vertx, (socket, request) -> {});
    URI origin = URI.create("https://127.0.0.1:" + wire.origin().getPort());

    assertThat(pay(origin)).isInstanceOf(PaidAnswer.NotSent.class);
  }

  @Test
  void waitingInVainForAFreeConnectionMeansNotSent() throws Exception {
    Wire wire = Wire.answering(vertx, (socket, request) -> {});
    StableStudio seller = seller(wire.origin(), 1, Duration.ofSeconds(10));

    Future<PaidAnswer> first = seller.pay(PURCHASE, PAYMENT);
    Wire.until(() -> wire.requests.size() == 1);
    PaidAnswer second = await(seller.pay(PURCHASE, PAYMENT));

    assertThat(second).isInstanceOf(PaidAnswer.NotSent.class);
    assertThat(first.isComplete()).isFalse();
    assertThat(wire.requests).hasSize(1);
  }

  @Test
  void aConnectionClosedAtOnceIsNeverTakenForAnAnswer() throws Exception {
    Wire wire = Wire.hangingUp(vertx);

    PaidAnswer answer = pay(wire.origin());

    assertThat(answer).isInstanceOfAny(PaidAnswer.Unknown.class, PaidAnswer.NotSent.class);
    assertThat(wire.connections).hasValue(1);
  }

  @Test
  void aConnectionClosedAfterTheRequestMeansUnknown() throws Exception {
    Wire wire = Wire.answering(vertx, (socket, request) -> socket.close());

    assertThat(pay(wire.origin())).isInstanceOf(PaidAnswer.Unknown.class);
    assertThat(wire.requests).hasSize(1);
    assertThat(wire.connections).hasValue(1);
  }

  @Test
  void aDroppedPooledConnectionIsNotTriedAgain() throws Exception {
    AtomicInteger count = new AtomicInteger();
    Wire wire =
        Wire.answering(
            vertx,
            (socket, request) -> {
              if (count.incrementAndGet() == 1) {
                socket.write(Wire.answer(402, "PAYMENT-REQUIRED: " + CHALLENGE + "\r\n", "{}"));
              } else {
                socket.close();
              }
            });
    // With room for one connection, the payment has to take the one that the quote used.
    StableStudio seller = seller(wire.origin(), 1, Duration.ofSeconds(5));

    assertThat(await(seller.quote(PURCHASE))).isInstanceOf(QuoteAnswer.Challenged.class);
    assertThat(await(seller.pay(PURCHASE, PAYMENT))).isInstanceOf(PaidAnswer.Unknown.class);

    assertThat(wire.connections).hasValue(1);
    assertThat(wire.requests).filteredOn(r -> r.contains(PAYMENT)).hasSize(1);
  }

  @Test
  void anIdleConnectionIsGivenUpBeforeTheSellerDoes() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(402, "", "{}"));
    StableStudio seller = seller(wire.origin());

    await(seller.quote(PURCHASE));
    Wire.until(() -> wire.closed.get() == 1);

    await(seller.quote(PURCHASE));
    assertThat(wire.connections).hasValue(2);
  }

  @Test
  void noAnswerInTimeMeansUnknownAndTheConnectionIsClosed() throws Exception {
    Wire wire = Wire.answering(vertx, (socket, request) -> {});

    assertThat(pay(wire.origin())).isEqualTo(new PaidAnswer.Unknown("no answer within 700 ms"));
    Wire.until(() -> wire.closed.get() == 1);
  }

  @Test
  void aHeadThatTricklesIsGivenUpAtTheDeadline() throws Exception {
    Wire wire =
        Wire.answering(
            vertx,
            (socket, request) -> {
              socket.write("HTTP/1.1 200 OK\r\n");
              vertx.setPeriodic(50, timer -> socket.write("x-a: b\r\n"));
            });

    assertThat(pay(wire.origin())).isInstanceOf(PaidAnswer.Unknown.class);
  }

  @Test
  void aBodyThatTricklesIsGivenUpAtTheDeadline() throws Exception {
    Wire wire =
        Wire.answering(
            vertx,
            (socket, request) -> {
              socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n{");
              vertx.setPeriodic(50, timer -> socket.write(" "));
            });

    assertThat(pay(wire.origin())).isInstanceOf(PaidAnswer.Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"success\":true,",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"a\":",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\n\r\n{\"jobId\":\"abc\"",
        "HTTP/1.1 2",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "\r\n\r\n",
      })
  void anAnswerThatBreaksOffOrIsNoneMeansUnknown(String answer) throws Exception {
    Wire wire = Wire.sayingAndClosing(vertx, answer);

    assertThat(pay(wire.origin())).isInstanceOf(PaidAnswer.Unknown.class);
    assertThat(wire.requests).hasSize(1);
  }

  @Test
  void aHeaderBeyondTheLimitMeansUnknown() throws Exception {
    String header = "x-long: " + "a".repeat(100 * 1024) + "\r\n";
    Wire wire = Wire.saying(vertx, Wire.answer(200, header, JOB));

    assertThat(pay(wire.origin())).isInstanceOf(PaidAnswer.Unknown.class);
  }

  @Test
  void aBodyBeyondTheLimitMeansUnknown() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", "{\"a\":\"" + "x".repeat(1 << 20) + "\"}"));

    assertThat(pay(wire.origin())).isInstanceOf(PaidAnswer.Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectIsNotFollowedWithAPaymentNorWithoutOne(int status) throws Exception {
    Wire other = Wire.saying(vertx, Wire.answer(200, "", JOB));
    Wire wire =
        Wire.saying(vertx, Wire.answer(status, "location: " + other.origin() + "/x\r\n", ""));

    assertThat(pay(wire.origin())).isInstanceOf(PaidAnswer.Unknown.class);
    assertThat(quote(wire.origin())).isEqualTo(new QuoteAnswer.Unexpected(status));
    assertThat(other.connections).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 202, 204, 206, 304, 408, 499, 500, 502, 503, 504, 520, 599})
  void whatIsNeitherYesNorNoMeansUnknown(int status) throws Exception {
    Wire wire =
        Wire.saying(
            vertx,
            status == 204 || status == 304
                ? "HTTP/1.1 " + status + " X\r\n\r\n"
                : Wire.answer(status, "", "{\"success\":false,\"error\":\"Settlement failed\"}"));

    assertThat(pay(wire.origin())).isEqualTo(new PaidAnswer.Unknown("HTTP " + status));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 409, 413, 415, 422})
  void aNoIsARefusalWithItsWords(int status) throws Exception {
    Wire wire =
        Wire.saying(vertx, Wire.answer(status, "", "{\"success\":false,\"error\":\"too\\nbad\"}"));

    assertThat(pay(wire.origin()))
        .isInstanceOfSatisfying(
            PaidAnswer.Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(status);
              assertThat(refused.reason()).isEqualTo("too bad");
              assertThat(refused.freshChallenge()).isInstanceOf(ChallengeReading.Unreadable.class);
            });
  }

  @Test
  void aRefusedPaymentTellsItsReasonAndWhatIsAskedNow() throws Exception {
    Wire wire =
        Wire.saying(
            vertx,
            Wire.answer(
                402,
                "payment-required: " + CHALLENGE + "\r\n",
                "{\"error\":\"Payment rejected\",\"reason\":\"requirements_mismatch\"}"));

    assertThat(pay(wire.origin()))
        .isInstanceOfSatisfying(
            PaidAnswer.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo("requirements_mismatch");
              assertThat(refused.freshChallenge()).isInstanceOf(ChallengeReading.Read.class);
            });
  }

  @Test
  void aRefusalWithoutWordsIsStillARefusal() throws Exception {
    Wire silent = Wire.saying(vertx, Wire.answer(402, "", ""));
    Wire broken =
        Wire.sayingAndClosing(vertx, "HTTP/1.1 402 X\r\ncontent-length: 90\r\n\r\n{\"reason\":");

    for (Wire wire : new Wire[] {silent, broken}) {
      assertThat(pay(wire.origin()))
          .isInstanceOfSatisfying(
              PaidAnswer.Refused.class, refused -> assertThat(refused.reason()).isNull());
    }
  }

  @Test
  void retryAfterIsReadAsSecondsAndAsADate() throws Exception {
    Wire seconds = Wire.saying(vertx, Wire.answer(429, "retry-after: 17\r\n", ""));
    Wire date =
        Wire.saying(vertx, Wire.answer(429, "retry-after: Fri, 20 Nov 2026 10:01:00 GMT\r\n", ""));
    Wire nonsense = Wire.saying(vertx, Wire.answer(429, "retry-after: soon\r\n", ""));

    assertThat(quote(seconds.origin())).isEqualTo(new QuoteAnswer.Throttled(17L));
    assertThat(quote(date.origin())).isEqualTo(new QuoteAnswer.Throttled(60L));
    assertThat(quote(nonsense.origin())).isEqualTo(new QuoteAnswer.Throttled(null));
  }

  @Test
  void aYesIsReadWithItsReceiptAndItsJob() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "PAYMENT-RESPONSE: " + RECEIPT + "\r\n", JOB));

    assertThat(pay(wire.origin()))
        .isInstanceOfSatisfying(
            PaidAnswer.Accepted.class,
            accepted -> {
              assertThat(accepted.jobId()).isEqualTo("cmnms7w2m000304l4oz0ewji1");
              assertThat(accepted.type()).isEqualTo("nano-banana-pro-generate");
              assertThat(accepted.receipt()).isInstanceOf(ReceiptReading.Read.class);
              assertThat(accepted.body().toString()).isEqualTo(JOB);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"jobId\":7}", "{\"jobId\":\"../x\"}", "{\"jobId\":\"\"}"})
  void aYesWithoutAUsableJobIsStillAYes(String body) throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", body));

    assertThat(pay(wire.origin()))
        .isInstanceOfSatisfying(
            PaidAnswer.Accepted.class,
            accepted -> {
              assertThat(accepted.jobId()).isNull();
              assertThat(accepted.receipt()).isEqualTo(new ReceiptReading.Absent());
            });
  }

  @Test
  void theSameBytesAreQuotedAndPaidAndOnlyThePaymentIsAdded() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(402, "", ""));
    StableStudio seller = seller(wire.origin());

    await(seller.quote(PURCHASE));
    await(seller.pay(PURCHASE, PAYMENT));

    String paidFor = wire.requests.get(1).replaceFirst("(?i)payment-signature: .*\r\n", "");
    assertThat(paidFor).isEqualTo(wire.requests.get(0));
    assertThat(paidFor)
        .startsWith("POST /api/generate/nano-banana-pro/generate HTTP/1.1\r\n")
        .endsWith(
            "\r\n\r\n"
                + new String(BODY.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 8, 20, 40, 60})
  void aLongChallengeIsRead(int kilobytes) throws Exception {
    String json =
        Vectors.at("/x402Headers/paymentRequired/json")
            .toString()
            .replaceFirst(
                "\\{", "{\"extensions\":{\"x\":\"" + "y".repeat(kilobytes * 760) + "\"},");
    String header = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    Wire wire = Wire.saying(vertx, Wire.answer(402, "PAYMENT-REQUIRED: " + header + "\r\n", "{}"));

    assertThat(quote(wire.origin()))
        .isInstanceOfSatisfying(
            QuoteAnswer.Challenged.class,
            answer -> assertThat(answer.reading()).isInstanceOf(ChallengeReading.Read.class));
  }

  @Test
  void twoChallengesInOneAnswerAreNone() throws Exception {
    String twice = ("PAYMENT-REQUIRED: " + CHALLENGE + "\r\n").repeat(2);
    Wire wire = Wire.saying(vertx, Wire.answer(402, twice, "{}"));

    assertThat(quote(wire.origin()))
        .isInstanceOfSatisfying(
            QuoteAnswer.Challenged.class,
            answer -> assertThat(answer.reading()).isInstanceOf(ChallengeReading.Unreadable.class));
  }

  @Test
  void twoReceiptsInOneAnswerAreNone() throws Exception {
    String twice = ("PAYMENT-RESPONSE: " + RECEIPT + "\r\n").repeat(2);
    Wire wire = Wire.saying(vertx, Wire.answer(200, twice, JOB));

    assertThat(pay(wire.origin()))
        .isInstanceOfSatisfying(
            PaidAnswer.Accepted.class,
            yes -> assertThat(yes.receipt()).isInstanceOf(ReceiptReading.Unreadable.class));
  }

  @Test
  void versionOneIsRecognisedByItsBody() throws Exception {
    String body = "{\"x402Version\":1,\"accepts\":[{\"maxAmountRequired\":\"1\"}]}";
    Wire wire = Wire.saying(vertx, Wire.answer(402, "", body));

    assertThat(quote(wire.origin()))
        .isInstanceOfSatisfying(
            QuoteAnswer.Challenged.class,
            answer ->
                assertThat(answer.reading())
                    .isInstanceOfSatisfying(
                        ChallengeReading.Read.class,
                        read -> assertThat(read.challenge().version()).isEqualTo(1)));
  }

  @Test
  void a402WithoutAReadableHeaderIsAChallengeNobodyCanRead() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(402, "PAYMENT-REQUIRED: %%%\r\n", "{}"));

    assertThat(quote(wire.origin()))
        .isInstanceOfSatisfying(
            QuoteAnswer.Challenged.class,
            answer -> assertThat(answer.reading()).isInstanceOf(ChallengeReading.Unreadable.class));
  }

  @Test
  void aRefusedBodyIsToldWithItsFieldsAndNotAtLength() throws Exception {
    String issues =
        "{\"success\":false,\"error\":\"Validation failed\",\"issues\":[{\"path\":[\"imageSize\"],"
            + "\"message\":\"Invalid option\"},{\"path\":\"a\",\"message\":\""
            + "x".repeat(2_000)
            + "\"}]}";
    Wire wire = Wire.saying(vertx, Wire.answer(400, "", issues));

    assertThat(quote(wire.origin()))
        .isInstanceOfSatisfying(
            QuoteAnswer.Rejected.class,
            rejected -> {
              assertThat(rejected.message())
                  .startsWith("Validation failed; imageSize: Invalid option; a: x")
                  .hasSize(500);
              assertThat(rejected.toString()).doesNotContain("imageSize");
            });
  }

  @Test
  void aQuoteTellsTroubleApart() throws Exception {
    assertThat(quoted(404)).isInstanceOf(QuoteAnswer.RouteMissing.class);
    assertThat(quoted(405)).isInstanceOf(QuoteAnswer.RouteMissing.class);
    assertThat(quoted(200)).isEqualTo(new QuoteAnswer.Unexpected(200));
    assertThat(quoted(403)).isEqualTo(new QuoteAnswer.Unexpected(403));
    assertThat(quoted(503)).isEqualTo(new QuoteAnswer.Unavailable("HTTP 503"));
    assertThat(quote(Wire.hangingUp(vertx).origin())).isInstanceOf(QuoteAnswer.Unavailable.class);
    assertThat(quote(Wire.answering(vertx, (socket, request) -> {}).origin()))
        .isInstanceOf(QuoteAnswer.Unavailable.class);
  }

  @Test
  void aPurchaseDoesNotShowItsPrompt() {
    assertThat(PURCHASE.toString()).doesNotContain("boat");
  }

  private QuoteAnswer quoted(int status) throws Exception {
    return quote(Wire.saying(vertx, Wire.answer(status, "", "{}")).origin());
  }

  private QuoteAnswer quote(URI origin) throws Exception {
    return await(seller(origin).quote(PURCHASE));
  }

  private PaidAnswer pay(URI origin) throws Exception {
    return await(seller(origin).pay(PURCHASE, PAYMENT));
  }

  private StableStudio seller(URI origin) {
    return seller(origin, 8, Duration.ofMillis(700));
  }

  private StableStudio seller(URI origin, int connectionsMax, Duration payTimeout) {
    return new StableStudio(
        vertx,
        new UpstreamSettings(
            origin,
            Network.BASE,
            Duration.ofMillis(600),
            Duration.ofMillis(700),
            payTimeout,
            Duration.ofSeconds(1),
            connectionsMax),
        UpstreamPaths.DEFAULT,
        NO_SIGNER,
        InstantSource.fixed(NOW),
        () -> "12345678");
  }
}
