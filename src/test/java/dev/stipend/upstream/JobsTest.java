package dev.stipend.upstream;

import static dev.stipend.upstream.Wire.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stipend.chain.WalletKey;
import dev.stipend.chain.WalletSigner;
import dev.stipend.job.JobAnswer;
import dev.stipend.job.JobListAnswer;
import dev.stipend.job.ListedJob;
import dev.stipend.x402.Network;
import dev.stipend.x402.SiwxInfo;
import dev.stipend.x402.Vectors;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reading jobs with a proof of the wallet. */
class JobsTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final String ID = "cmnms7w2m000304l4oz0ewji1";
  private static final Pattern PROOF = Pattern.compile("(?i)\r\nsign-in-with-x: *([^\r]*)\r\n");
  private static final String RUNNING = "{\"status\":\"loading\",\"progress\":40}";
  private static final WalletSigner SIGNER =
      new WalletSigner(WalletKey.fromHex(Vectors.text("/signer/privateKey")));

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger nonces = new AtomicInteger(10_000_000);

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void aJobIsReadInOneRoundTripWithAProofOfOurOwn() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", RUNNING));

    assertThat(await(seller(wire).read(ID))).isEqualTo(new JobAnswer.Running(40, "loading"));

    String request = wire.requests.getFirst();
    JsonNode proof = proof(request);
    assertThat(request).startsWith("GET /api/jobs/" + ID + " HTTP/1.1\r\n");
    assertThat(proof.get("domain").stringValue()).isEqualTo("127.0.0.1");
    assertThat(proof.get("uri").stringValue()).isEqualTo(wire.origin() + "/api/jobs/" + ID);
    assertThat(proof.get("issuedAt").stringValue()).isEqualTo("2026-11-20T09:59:30Z");
    assertThat(proof.get("expirationTime").stringValue()).isEqualTo("2026-11-20T10:04:00Z");
    assertThat(proof.get("nonce").stringValue()).isEqualTo("10000000");
    assertThat(proof.get("signature").stringValue()).isEqualTo(signature(proof));
    assertThat(wire.requests).hasSize(1);
  }

  @Test
  void theListIsAskedWithItsQueryInTheProof() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", "[]"));

    await(seller(wire).list(20));

    assertThat(wire.requests.getFirst()).startsWith("GET /api/jobs?limit=20 HTTP/1.1\r\n");
    assertThat(proof(wire.requests.getFirst()).get("uri").stringValue())
        .isEqualTo(wire.origin() + "/api/jobs?limit=20");
  }

  @Test
  void everyRequestHasANonceOfItsOwn() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", RUNNING));
    StableStudio seller = seller(wire);

    await(seller.read(ID));
    await(seller.read(ID));

    assertThat(wire.requests)
        .extracting(request -> proof(request).get("nonce").stringValue())
        .doesNotHaveDuplicates();
  }

  @Test
  void aRefusedProofIsFollowedOnceByTheSellersOwnTerms() throws Exception {
    Wire wire = proving(origin -> challenge(origin, "127.0.0.1", origin + "/api/jobs/" + ID));

    assertThat(await(seller(wire).read(ID))).isEqualTo(new JobAnswer.Running(40, "loading"));

    assertThat(wire.requests).hasSize(3);
    assertThat(proofOrNull(wire.requests.get(1))).isNull();
    JsonNode proof = proof(wire.requests.get(2));
    assertThat(proof.get("nonce").stringValue()).isEqualTo("serversnonce1");
    assertThat(proof.get("statement").stringValue()).isEqualTo("Sign in");
    assertThat(proof.get("signature").stringValue()).isEqualTo(signature(proof));
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, ORIGIN/api/jobs/x",
    "127.0.0.1, https://evil.example/",
    "127.0.0.1, http://127.0.0.1:1/",
    "127.0.0.1, not a uri",
    "127.0.0.1:1, ORIGIN/api/jobs/x"
  })
  void termsThatAreForSomebodyElseAreNotSigned(String domain, String uri) throws Exception {
    Wire wire = proving(origin -> challenge(origin, domain, uri.replace("ORIGIN", origin)));

    assertThat(await(seller(wire).read(ID)))
        .isEqualTo(new JobAnswer.ProofRefused("foreign_challenge"));
    assertThat(wire.requests).hasSize(2);
  }

  @Test
  void aProofRefusedTwiceIsAFaultWithTheSellersCode() throws Exception {
    AtomicInteger count = new AtomicInteger();
    Wire[] wire = new Wire[1];
    BiConsumer<NetSocket, String> answer =
        (socket, request) -> {
          boolean wantsTerms = count.incrementAndGet() == 2;
          String origin = wire[0].origin().toString();
          socket.write(
              wantsTerms
                  ? challenge(origin, "127.0.0.1", origin + "/")
                  : Wire.answer(402, "", "{\"error\":\"siwx_expired\",\"message\":\"late\"}"));
        };
    wire[0] = Wire.answering(vertx, answer);

    assertThat(await(seller(wire[0]).read(ID)))
        .isEqualTo(new JobAnswer.ProofRefused("siwx_expired"));
    assertThat(wire[0].requests).hasSize(3);
  }

  @Test
  void aSellerThatWantsMoneyForAReadGetsNone() throws Exception {
    String offer = Vectors.text("/x402Headers/paymentRequired/header");
    Wire wire = Wire.saying(vertx, Wire.answer(402, "PAYMENT-REQUIRED: " + offer + "\r\n", "{}"));

    assertThat(await(seller(wire).read(ID)))
        .isEqualTo(new JobAnswer.ProofRefused("proof_not_accepted"));
    assertThat(wire.requests).noneMatch(request -> request.contains("payment-signature"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"complete", "completed", "succeeded", "COMPLETE"})
  void aCompleteJobHasItsLinks(String status) throws Exception {
    assertThat(
            read(
                "{\"status\":\""
                    + status
                    + "\",\"result\":{\"imageUrl\":\"https://a.example/i.png\","
                    + "\"videoUrl\":\"file:///etc/passwd\",\"thumbnailUrl\":\"not a url\"}}"))
        .isEqualTo(new JobAnswer.Complete(URI.create("https://a.example/i.png"), null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"failed", "error", "cancelled", "expired"})
  void aFailedJobHasItsReason(String status) throws Exception {
    assertThat(read("{\"status\":\"" + status + "\",\"error\":\"flagged (E005)\"}"))
        .isEqualTo(new JobAnswer.Failed("flagged (E005)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"pending\"}",
        "{\"status\":\"upscaling\",\"progress\":101}",
        "{\"status\":\"loading\",\"progress\":\"forty\"}",
        "{\"status\":7}",
        "{}",
        "{\"data\":{\"status\":\"pending\"}}"
      })
  void whateverElseAJobIsItRuns(String body) throws Exception {
    assertThat(read(body))
        .isInstanceOfSatisfying(
            JobAnswer.Running.class, running -> assertThat(running.progress()).isNull());
  }

  @Test
  void statusCodesOfJobsAreToldApart() throws Exception {
    assertThat(read(403)).isInstanceOf(JobAnswer.Foreign.class);
    assertThat(read(404)).isInstanceOf(JobAnswer.NotFound.class);
    assertThat(read(429)).isEqualTo(new JobAnswer.Unavailable("HTTP 429"));
    assertThat(read(500)).isEqualTo(new JobAnswer.Unavailable("HTTP 500"));
    assertThat(read(302)).isEqualTo(new JobAnswer.Unavailable("HTTP 302"));
    assertThat(read("<html>")).isInstanceOf(JobAnswer.Unavailable.class);
    assertThat(await(seller(Wire.hangingUp(vertx)).read(ID)))
        .isInstanceOf(JobAnswer.Unavailable.class);
  }

  @Test
  void whatIsNoIdNeverStandsInAPath() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", RUNNING));

    for (String id : List.of("", "../jobs", "a/b", "a?b", "a b", "x".repeat(129))) {
      assertThatIllegalArgumentException().isThrownBy(() -> await(seller(wire).read(id)));
    }
    assertThat(wire.connections).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "{\"jobs\":%s}", "{\"data\":%s}", "{\"items\":%s,\"total\":3}"})
  void aListIsReadInAnyEnvelope(String envelope) throws Exception {
    String entries =
        "[{\"id\":\"a1\",\"type\":\"sora-2-video\",\"createdAt\":\"2026-11-20T09:00:00.000Z\","
            + "\"input\":{\"prompt\":\"x\"},\"status\":\"pending\"},"
            + "{\"id\":\"../b\"},7,null,{\"id\":\"c3\",\"createdAt\":\"yesterday\",\"input\":[]}]";
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", envelope.formatted(entries)));

    JobListAnswer answer = await(seller(wire).list(20));

    assertThat(answer)
        .isEqualTo(
            new JobListAnswer.Listed(
                List.of(
                    new ListedJob(
                        "a1",
                        "sora-2-video",
                        Instant.parse("2026-11-20T09:00:00Z"),
                        MAPPER.createObjectNode().put("prompt", "x"),
                        "pending"),
                    new ListedJob("c3", null, null, null, null))));
    assertThat(answer.toString()).doesNotContain("prompt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "7", "", "{\"jobs\":{}}"})
  void whatIsNoListIsNotAnEmptyOne(String body) throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", body));

    assertThat(await(seller(wire).list(20))).isInstanceOf(JobListAnswer.Unavailable.class);
  }

  /** Refuses proofs with nonces of their maker, and takes the one it asked for. */
  private Wire proving(Function<String, String> challenge) throws Exception {
    Wire[] wire = new Wire[1];
    wire[0] =
        Wire.answering(
            vertx,
            (socket, request) -> {
              JsonNode proof = proofOrNull(request);
              if (proof == null) {
                socket.write(challenge.apply(wire[0].origin().toString()));
              } else if (proof.get("nonce").stringValue().equals("serversnonce1")) {
                socket.write(Wire.answer(200, "", RUNNING));
              } else {
                socket.write(Wire.answer(402, "", "{\"error\":\"siwx_malformed\"}"));
              }
            });
    return wire[0];
  }

  private static String challenge(String origin, String domain, String uri) {
    String json =
        """
        {"x402Version":2,"resource":{"url":"%s"},"accepts":[],"extensions":{"sign-in-with-x":{
          "info":{"domain":"%s","uri":"%s","version":"1","chainId":"eip155:8453","type":"eip191",
                  "nonce":"serversnonce1","issuedAt":"2026-11-20T10:00:20.262Z",
                  "statement":"Sign in"}}}}"""
            .formatted(origin, domain, uri);
    String header = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    return Wire.answer(402, "PAYMENT-REQUIRED: " + header + "\r\n", json);
  }

  private static JsonNode proof(String request) {
    JsonNode proof = proofOrNull(request);
    if (proof == null) {
      throw new AssertionError("a request without a proof");
    }
    return proof;
  }

  private static @Nullable JsonNode proofOrNull(String request) {
    Matcher header = PROOF.matcher(request);
    return header.find() ? MAPPER.readTree(Base64.getDecoder().decode(header.group(1))) : null;
  }

  private static String signature(JsonNode proof) {
    return SIGNER
        .prove(
            new SiwxInfo(
                proof.get("domain").stringValue(),
                proof.get("uri").stringValue(),
                "1",
                "eip155:8453",
                "eip191",
                proof.get("nonce").stringValue(),
                proof.get("issuedAt").stringValue(),
                proof.path("expirationTime").stringValue(null),
                null,
                null,
                List.of(),
                proof.path("statement").stringValue(null)))
        .result()
        .hex();
  }

  private JobAnswer read(String body) throws Exception {
    return await(seller(Wire.saying(vertx, Wire.answer(200, "", body))).read(ID));
  }

  private JobAnswer read(int status) throws Exception {
    return await(seller(Wire.saying(vertx, Wire.answer(status, "", "{}"))).read(ID));
  }

  private StableStudio seller(Wire wire) {
    return new StableStudio(
        vertx,
        new UpstreamSettings(
            wire.origin(),
            Network.BASE,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            8),
        UpstreamPaths.DEFAULT,
        SIGNER,
        InstantSource.fixed(NOW),
        () -> Integer.toString(nonces.getAndIncrement()));
  }
}
