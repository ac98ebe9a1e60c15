package dev.stipend.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Each fault does what its name says, as often as it was told to. */
class FaultTest extends SandboxFixture {

  private static final long PRICE = 134_000;

  @ParameterizedTest
  @CsvSource({
    "AMOUNT_ZERO,/accepts/0/amount,0",
    "AMOUNT_NEGATIVE,/accepts/0/amount,-1",
    "AMOUNT_FRACTION,/accepts/0/amount,1.5",
    "AMOUNT_HUGE,/accepts/0/amount,9999999999999999999999999999999999999999",
    "QUOTE_AMOUNT,/accepts/0/amount,99000000",
    "QUOTE_MAXIMUM,/accepts/0/amount,10000000",
    "PAYEE_CHANGE,/accepts/0/payTo,0x00000000000000000000000000000000deadbeef",
    "OTHER_ASSET,/accepts/0/asset,0x036cbd53842c5426634e7929541ec2318f3dcf7e",
    "OTHER_CHAIN,/accepts/0/network,eip155:84532",
    "OTHER_DOMAIN,/accepts/0/extra/name,USDC",
    "VERSION_ONE,/x402Version,1",
    "FOREIGN_RESOURCE,/resource/url,https://example.com/api/generate",
    "QUOTE_UNKNOWN_SCHEME_FIRST,/accepts/0/scheme,upto",
    "QUOTE_WITHOUT_EXTRA,/accepts/0/extra,",
    "QUOTE_WITHOUT_TIMEOUT,/accepts/0/maxTimeoutSeconds,",
    "QUOTE_EXTENSION,/extensions/sandbox-novelty/info/required,false",
    "QUOTE_PAYMENT_IDENTIFIER,/extensions/payment-identifier/info/required,true",
    "QUOTE_WITHOUT_BAZAAR,/extensions/bazaar,",
    "QUOTE_BASE_ONLY,/accepts/1,"
  })
  void aQuoteFaultChangesOneQuote(Fault fault, String pointer, String value) throws Exception {
    String regular = Buyer.header(quote(), "PAYMENT-REQUIRED").at(pointer).asString("");
    sandbox.faults().arm(fault);

    HttpResponse<byte[]> changed = quote();
    HttpResponse<byte[]> next = quote();

    JsonNode at = Buyer.header(changed, "PAYMENT-REQUIRED").at(pointer);
    if (value == null) {
      assertThat(at.isMissingNode()).isTrue();
    } else {
      assertThat(at.asString()).isEqualTo(value);
    }
    assertThat(Buyer.header(next, "PAYMENT-REQUIRED").at(pointer).asString("")).isEqualTo(regular);
  }

  @Test
  void aQuoteCanBeUnusable() throws Exception {
    arm(Fault.MISSING_QUOTE);
    assertThat(quote().headers().firstValue("PAYMENT-REQUIRED")).isEmpty();
    arm(Fault.GARBAGE_QUOTE);
    String garbage = quote().headers().firstValue("PAYMENT-REQUIRED").orElseThrow();
    assertThatThrownBy(() -> Base64.getDecoder().decode(garbage));
    arm(Fault.VERSION_ONE_BODY);
    HttpResponse<byte[]> old = quote();
    assertThat(old.headers().firstValue("PAYMENT-REQUIRED")).isEmpty();
    assertThat(Buyer.json(old).at("/accepts/0/maxAmountRequired").asString()).isEqualTo("134000");
    arm(Fault.QUOTE_ENCODING);
    assertThat(quote().headers().firstValue("PAYMENT-REQUIRED").orElseThrow())
        .doesNotContain("=", "+", "/");
    arm(Fault.QUOTE_FAILS);
    assertThat(quote().statusCode()).isEqualTo(500);
    arm(Fault.QUOTE_EMPTY_BODY);
    assertThat(quote().body()).isEmpty();
    arm(Fault.QUOTE_WITH_MPP);
    assertThat(quote().headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Payment ");
    arm(Fault.QUOTE_LARGE_HEADER);
    assertThat(quote().headers().firstValue("PAYMENT-REQUIRED").orElseThrow().length())
        .isGreaterThan(6_000);
    arm(Fault.QUOTE_REFUSES_BAD_BODY);
    assertThat(buyer.post(Buyer.PICTURE, "{}").statusCode()).isEqualTo(400);
    arm(Fault.QUOTE_DELAY, Map.of("millis", "50"));
    long start = System.nanoTime();
    quote();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(45));
  }

  @Test
  void aQuoteWithoutTimeoutCanBePaidAsItIs() throws Exception {
    arm(Fault.QUOTE_WITHOUT_TIMEOUT);

    assertThat(buyer.buy(Buyer.PICTURE, Buyer.FOX).statusCode()).isEqualTo(200);
  }

  @Test
  void aPaymentWithoutANameIsRefusedWhereOneIsWanted() throws Exception {
    arm(Fault.QUOTE_PAYMENT_IDENTIFIER);

    assertThat(buyer.buy(Buyer.PICTURE, Buyer.FOX).statusCode()).isEqualTo(400);
    assertThat(spent()).isZero();
  }

  static Stream<Fault> paymentChecks() {
    return Arrays.stream(Fault.values())
        .filter(fault -> fault.group() == Fault.Group.PAYMENT_CHECK);
  }

  @ParameterizedTest
  @MethodSource("paymentChecks")
  void aPaymentCheckFaultRefusesOnePaymentAndMovesNothing(Fault fault) throws Exception {
    arm(fault);

    HttpResponse<byte[]> refused = buyer.buy(Buyer.PICTURE, Buyer.FOX);

    assertThat(refused.statusCode()).isEqualTo(402);
    assertThat(sandbox.jobsCreated()).isZero();
    assertThat(spent()).isZero();
    assertThat(buyer.buy(Buyer.PICTURE, Buyer.FOX).statusCode()).isEqualTo(200);
  }

  @Test
  void aReasonCanBeGiven() throws Exception {
    arm(Fault.REFUSE_PAYMENT, Map.of("reason", "just_because"));

    assertThat(Buyer.json(buyer.buy(Buyer.PICTURE, Buyer.FOX)).path("reason").asString())
        .isEqualTo("just_because");
  }

  @ParameterizedTest
  @CsvSource({
    "ROUTE_MISSING,404,0,0",
    "INVALID_JSON,400,0,0",
    "INVALID_BODY,400,0,0",
    "PRICE_CRASH,402,0,0",
    "MALFORMED_PAYMENT,402,0,0",
    "REQUIREMENTS_MISMATCH,402,0,0",
    "VERIFY_DOWN,500,0,0",
    "HANDLER_REFUSES,422,0,0",
    "HANDLER_CRASHES,500,0,0",
    "SETTLE_STUMBLES,200,1,134000",
    "NONCE_CANCELLED,500,1,0",
    "SETTLEMENT_FAILED,500,1,0",
    "SETTLEMENT_FAILED_BUT_PAID,500,1,134000",
    "ERROR_AFTER_SETTLE,502,1,134000",
    "ERROR_WITHOUT_SETTLING,502,1,0",
    "NO_RECEIPT,200,1,134000",
    "UNREADABLE_RECEIPT,200,1,134000",
    "FAILED_RECEIPT,200,1,0",
    "FAILED_RECEIPT_BUT_PAID,200,1,134000",
    "RECEIPT_WITHOUT_TRANSFER,200,1,0",
    "TRUNCATED_JSON,200,1,134000",
    "NO_JOB_ID,200,1,134000",
    "REDIRECT,307,1,0"
  })
  void aStepFailsWithThisStatusThisManyJobsAndThisMuchMoney(
      Fault fault, int status, int jobs, long micros) throws Exception {
    arm(fault);

    HttpResponse<byte[]> answer = buyer.buy(Buyer.PICTURE, Buyer.FOX);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(sandbox.jobsCreated()).isEqualTo(jobs);
    assertThat(spent()).isEqualTo(micros);
    sandbox.faults().clear();
    assertThat(buyer.buy(Buyer.PICTURE, Buyer.FOX).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "SETTLE_THEN_DROP,1,134000",
    "DROP_WITHOUT_SETTLING,1,0",
    "DROP_BEFORE_HANDLER,0,0",
    "TRUNCATED_ANSWER,1,134000"
  })
  void aDroppedAnswerLeavesTheseTraces(Fault fault, int jobs, long micros) throws Exception {
    String payment = buyer.payment(buyer.quote(Buyer.PICTURE, Buyer.FOX));
    arm(fault);

    assertThatThrownBy(() -> buyer.pay(Buyer.PICTURE, Buyer.FOX, payment))
        .isInstanceOf(IOException.class);

    assertThat(sandbox.jobsCreated()).isEqualTo(jobs);
    assertThat(spent()).isEqualTo(micros);
  }

  @Test
  void aLateSettlementMovesTheMoneyAfterTheConnectionIsGone() throws Exception {
    String payment = buyer.payment(buyer.quote(Buyer.PICTURE, Buyer.FOX));
    arm(Fault.SETTLE_LATE, Map.of("millis", "300"));

    assertThatThrownBy(() -> buyer.pay(Buyer.PICTURE, Buyer.FOX, payment))
        .isInstanceOf(IOException.class);

    assertThat(spent()).isZero();
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (spent() == 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(spent()).isEqualTo(PRICE);
  }

  @Test
  void theBodiesOfDoubtAreWhatTheyAreCalled() throws Exception {
    arm(Fault.SETTLEMENT_FAILED);
    assertThat(Buyer.text(buyer.buy(Buyer.PICTURE, Buyer.FOX)))
        .isEqualTo("{\"success\":false,\"error\":\"Settlement failed\"}");
    arm(Fault.NO_RECEIPT);
    assertThat(buyer.buy(Buyer.PICTURE, Buyer.FOX).headers().firstValue("PAYMENT-RESPONSE"))
        .isEmpty();
    arm(Fault.FAILED_RECEIPT);
    assertThat(
            Buyer.header(buyer.buy(Buyer.PICTURE, Buyer.FOX), "PAYMENT-RESPONSE")
                .path("success")
                .asBoolean(true))
        .isFalse();
    arm(Fault.TRUNCATED_JSON);
    HttpResponse<byte[]> truncated = buyer.buy(Buyer.PICTURE, Buyer.FOX);
    assertThatThrownBy(() -> Buyer.json(truncated));
    arm(Fault.NO_JOB_ID);
    assertThat(Buyer.json(buyer.buy(Buyer.PICTURE, Buyer.FOX)).has("jobId")).isFalse();
  }

  @Test
  void anOverlookedReplayRunsTheHandlerAndMovesNothing() throws Exception {
    String payment = buyer.payment(buyer.quote(Buyer.PICTURE, Buyer.FOX));
    buyer.pay(Buyer.PICTURE, Buyer.FOX, payment);
    arm(Fault.REPLAY_PASSES_VERIFY);

    assertThat(buyer.pay(Buyer.PICTURE, Buyer.FOX, payment).statusCode()).isEqualTo(500);
    assertThat(sandbox.jobsCreated()).isEqualTo(2);
    assertThat(spent()).isEqualTo(PRICE);
  }

  static Stream<Arguments> siwxCodes() {
    return Stream.of(
        Arguments.of(Fault.SIWX_MALFORMED, "siwx_malformed"),
        Arguments.of(Fault.SIWX_EXPIRED, "siwx_expired"),
        Arguments.of(Fault.SIWX_NONCE_USED, "siwx_nonce_used"),
        Arguments.of(Fault.SIWX_INVALID_SIGNATURE, "siwx_invalid_signature"),
        Arguments.of(Fault.SIWX_CHALLENGE, "SIWX authentication required"),
        Arguments.of(Fault.CLIENT_NONCES_REFUSED, "siwx_malformed"));
  }

  @ParameterizedTest
  @MethodSource("siwxCodes")
  void aGoodProofIsRefusedOnce(Fault fault, String error) throws Exception {
    arm(fault);

    HttpResponse<byte[]> refused = buyer.getSigned("/api/jobs");

    assertThat(refused.statusCode()).isEqualTo(402);
    assertThat(Buyer.json(refused).path("error").asString()).isEqualTo(error);
    assertThat(buyer.getSigned("/api/jobs").statusCode()).isEqualTo(200);
  }

  @Test
  void whereClientNoncesAreRefusedThoseOfAChallengeAreTaken() throws Exception {
    sandbox.faults().arm(Fault.CLIENT_NONCES_REFUSED, Faults.UNTIL_CLEARED);
    JsonNode info = Buyer.json(buyer.get("/api/jobs")).at("/extensions/sign-in-with-x/info");

    assertThat(buyer.getSigned("/api/jobs").statusCode()).isEqualTo(402);
    assertThat(
            buyer
                .getProof(
                    "/api/jobs",
                    buyer.proof("/api/jobs").put("nonce", info.path("nonce").asString()))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aChallengeCanBeShortOrAheadAndTheCheckCanCrash() throws Exception {
    String info = "/extensions/sign-in-with-x/info";
    arm(Fault.CHALLENGE_SHORT);
    JsonNode shorter = Buyer.json(buyer.get("/api/jobs")).at(info);
    assertThat(shorter.propertyNames()).doesNotContain("chainId", "type", "statement");
    arm(Fault.CHALLENGE_AHEAD, Map.of("millis", "90000"));
    JsonNode ahead = Buyer.json(buyer.get("/api/jobs")).at(info);
    assertThat(Instant.parse(ahead.path("issuedAt").asString()))
        .isAfter(Instant.now().plusSeconds(60));
    arm(Fault.SIWX_CRASHES);
    assertThat(buyer.getSigned("/api/jobs").statusCode()).isEqualTo(500);
  }

  @Test
  void aSilentSellerMayHaveTakenTheMoney() throws Exception {
    Buyer hurried = buyer.withTimeout(Duration.ofMillis(700));
    arm(Fault.NEVER_ANSWERS, Map.of("settle", "true"));
    assertThatThrownBy(() -> hurried.buy(Buyer.PICTURE, Buyer.FOX))
        .isInstanceOf(HttpTimeoutException.class);
    assertThat(spent()).isEqualTo(PRICE);
    arm(Fault.NEVER_ANSWERS);
    assertThatThrownBy(() -> hurried.buy(Buyer.PICTURE, Buyer.FOX))
        .isInstanceOf(HttpTimeoutException.class);
    assertThat(spent()).isEqualTo(PRICE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {
        "DELAY_BEFORE_SETTLE",
        "DELAY_AFTER_SETTLE",
        "JOB_DELAY",
        "DOWNLOAD_DELAY",
        "RPC_DELAY"
      })
  void aDelayDelays(Fault fault) throws Exception {
    arm(fault, Map.of("millis", "60"));
    long start = System.nanoTime();

    String id = buyer.buyJob(Buyer.PICTURE, Buyer.FOX);
    sandbox.chain().advance(Duration.ofSeconds(20));
    buyer.get(Buyer.link(buyer.job(id), "imageUrl").getPath());
    buyer.rpc("eth_chainId");

    assertThat(sandbox.faults().peek(fault)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(55));
  }

  @Test
  void aJobCanMisbehave() throws Exception {
    String id = buyer.buyJob(Buyer.PICTURE, Buyer.FOX);
    arm(Fault.JOB_NOT_FOUND);
    assertThat(buyer.getSigned("/api/jobs/" + id).statusCode()).isEqualTo(404);
    arm(Fault.JOB_OF_ANOTHER_WALLET);
    assertThat(buyer.getSigned("/api/jobs/" + id).statusCode()).isEqualTo(403);
    arm(Fault.JOB_ERROR);
    assertThat(buyer.getSigned("/api/jobs/" + id).statusCode()).isEqualTo(500);
    arm(Fault.UNKNOWN_STATUS);
    assertThat(buyer.job(id).path("status").asString()).isEqualTo("reticulating");
    arm(Fault.LIST_ENVELOPE, Map.of("under", "array"));
    assertThat(Buyer.json(buyer.getSigned("/api/jobs")).isArray()).isTrue();
    sandbox.chain().advance(Duration.ofSeconds(20));
    arm(Fault.OTHER_SUCCESS_WORD);
    assertThat(buyer.job(id).path("status").asString()).isEqualTo("succeeded");
    arm(Fault.COMPLETE_WITHOUT_URL);
    assertThat(buyer.job(id).path("result")).isEmpty();
    arm(Fault.FOREIGN_LINK);
    assertThat(Buyer.link(buyer.job(id), "imageUrl").getHost()).isEqualTo("example.com");
    String link = Buyer.link(buyer.job(id), "imageUrl").getPath();
    arm(Fault.LINK_EXPIRED);
    assertThat(buyer.get(link).statusCode()).isEqualTo(403);
    arm(Fault.DOWNLOAD_WRONG_TYPE);
    assertThat(buyer.get(link).headers().firstValue("content-type")).contains("text/html");
    arm(Fault.DOWNLOAD_REDIRECTS);
    assertThat(buyer.get(link).statusCode()).isEqualTo(302);
    arm(Fault.DOWNLOAD_HUGE, Map.of("bytes", "5000000"));
    assertThat(buyer.get(link).body()).hasSize(5_000_000);
    arm(Fault.DOWNLOAD_CUT);
    assertThatThrownBy(() -> buyer.get(link)).isInstanceOf(IOException.class);
    assertThat(buyer.get(link).statusCode()).isEqualTo(200);
  }

  @Test
  void aJobCanNeverCompleteOrTakeLonger() throws Exception {
    arm(Fault.JOB_NEVER_COMPLETES);
    String never = buyer.buyJob(Buyer.PICTURE, Buyer.FOX);
    arm(Fault.JOB_SLOW, Map.of("millis", "60000"));
    String slow = buyer.buyJob(Buyer.PICTURE, Buyer.FOX);

    sandbox.chain().advance(Duration.ofSeconds(30));
    assertThat(buyer.job(slow).path("status").asString()).isEqualTo("loading");
    sandbox.chain().advance(Duration.ofSeconds(51));

    assertThat(buyer.job(slow).path("status").asString()).isEqualTo("complete");
    assertThat(buyer.job(never).path("status").asString()).isEqualTo("loading");
  }

  @Test
  void theChainCanMisbehave() throws Exception {
    long latest = sandbox.chain().latest();
    arm(Fault.RPC_ERROR, Map.of("method", "eth_blockNumber"));
    assertThat(buyer.rpc("eth_chainId").has("result")).isTrue();
    assertThat(buyer.rpc("eth_blockNumber").at("/error/code").asInt()).isEqualTo(-32000);
    arm(Fault.RPC_DOWN);
    assertThat(buyer.post("/rpc", "{}").statusCode()).isEqualTo(503);
    arm(Fault.RPC_GARBAGE);
    assertThatThrownBy(() -> buyer.rpc("eth_chainId"));
    arm(Fault.RPC_DROP);
    assertThatThrownBy(() -> buyer.rpc("eth_chainId")).isInstanceOf(IOException.class);
    arm(Fault.WRONG_CHAIN);
    assertThat(buyer.rpc("eth_chainId").path("result").asString()).isEqualTo("0x1");
    arm(Fault.NODE_LAGS, Map.of("blocks", "100"));
    assertThat(Long.decode(buyer.rpc("eth_blockNumber").path("result").asString()))
        .isBetween(latest - 100, latest - 90);
    arm(Fault.SAFE_BLOCK_LAGS, Map.of("blocks", "100"));
    assertThat(
            Long.decode(
                buyer.rpc("eth_getBlockByNumber", "safe", false).at("/result/number").asString()))
        .isLessThan(latest - 90);
    arm(Fault.LOGS_LIMITED, Map.of("blocks", "10"));
    assertThat(
            buyer.rpc("eth_getLogs", Map.of("fromBlock", "0x0", "toBlock", "latest")).has("error"))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"TOO_MANY_REQUESTS,429", "UNAVAILABLE,503"})
  void overloadSaysWhenToComeBack(Fault fault, int status) throws Exception {
    arm(fault, Map.of("retryAfter", "7"));

    HttpResponse<byte[]> answer = quote();

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Retry-After")).contains("7");
  }

  @Test
  void overloadCanBeLimitedToOneKindOfRequest() throws Exception {
    arm(Fault.TOO_MANY_REQUESTS, Map.of("on", "payment"));
    String payment = buyer.payment(buyer.quote(Buyer.PICTURE, Buyer.FOX));

    assertThat(buyer.pay(Buyer.PICTURE, Buyer.FOX, payment).statusCode()).isEqualTo(429);
    assertThat(buyer.pay(Buyer.PICTURE, Buyer.FOX, payment).statusCode()).isEqualTo(200);
  }

  @Test
  void connectionsEndAndSlowAnswersArrive() throws Exception {
    arm(Fault.CONNECTION_DROP);
    assertThatThrownBy(this::quote).isInstanceOf(IOException.class);
    arm(Fault.SLOW_HEADERS, Map.of("millis", "20"));
    assertThat(quote().statusCode()).isEqualTo(402);
    arm(Fault.SLOW_BODY, Map.of("millis", "20"));
    assertThat(Buyer.text(quote())).isEqualTo("{}");
    // Last: whoever asks next may meet the connection that is being closed.
    arm(Fault.CONNECTION_CLOSE);
    assertThat(quote().statusCode()).isEqualTo(402);
  }

  @Test
  void discoveryCanBreak() throws Exception {
    assertThat(Buyer.json(buyer.get("/openapi.json")).path("paths").has(Buyer.CLIP)).isTrue();
    arm(Fault.DISCOVERY_DOWN);
    assertThat(buyer.get("/openapi.json").statusCode()).isEqualTo(503);
    arm(Fault.DISCOVERY_BROKEN);
    assertThatThrownBy(() -> Buyer.json(buyer.get("/openapi.json")));
    arm(Fault.DISCOVERY_CHANGED);
    assertThat(Buyer.json(buyer.get("/openapi.json")).path("paths").has(Buyer.CLIP)).isFalse();
    arm(Fault.DISCOVERY_HUGE, Map.of("bytes", "5000000"));
    assertThat(buyer.get("/openapi.json").body().length).isGreaterThan(5_000_000);
  }

  @Test
  void theSwitchboardWorksOverHttp() throws Exception {
    HttpResponse<byte[]> armed =
        buyer.post("/sandbox/faults", "{\"fault\":\"amount-zero\",\"times\":2}");
    assertThat(armed.statusCode()).isEqualTo(200);
    assertThat(Buyer.header(quote(), "PAYMENT-REQUIRED").at("/accepts/0/amount").asString())
        .isEqualTo("0");

    JsonNode list = Buyer.json(buyer.get("/sandbox/faults")).path("faults");
    JsonNode one =
        list.valueStream()
            .filter(fault -> fault.path("name").asString().equals("amount-zero"))
            .findFirst()
            .orElseThrow();
    assertThat(list).hasSize(Fault.values().length);
    assertThat(one.at("/armed/times").asInt()).isEqualTo(1);
    assertThat(one.path("group").asString()).isEqualTo("drift");
    assertThat(buyer.delete("/sandbox/faults").statusCode()).isEqualTo(200);
    assertThat(buyer.quote(Buyer.PICTURE, Buyer.FOX).path("amount").asString()).isEqualTo("134000");
  }

  @Test
  void anUnknownFaultIsAnsweredWithTheNearestName() throws Exception {
    HttpResponse<byte[]> answer = buyer.post("/sandbox/faults", "{\"fault\":\"settle-and-drop\"}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Buyer.json(answer).path("nearest").asString()).isEqualTo("settle-then-drop");
    assertThat(Buyer.json(answer).path("known")).hasSize(Fault.values().length);
    assertThat(buyer.post("/sandbox/faults", "{\"fault\":\"redirect\",\"times\":0}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void theClockIsSetAndTheOverviewTells() throws Exception {
    JsonNode before = Buyer.json(buyer.get("/sandbox"));
    buyer.post("/sandbox/clock", "{\"advanceSeconds\":60}");
    JsonNode after = Buyer.json(buyer.get("/sandbox"));

    assertThat(before.path("payee").asString()).isEqualTo(sandbox.payee());
    assertThat(after.path("clockOffsetSeconds").asInt())
        .isEqualTo(before.path("clockOffsetSeconds").asInt() + 60);
    assertThat(Buyer.json(buyer.get("/sandbox/transfers")).path("items")).hasSize(1);
    assertThat(buyer.post("/sandbox/clock", "{\"advanceSeconds\":-1}").statusCode()).isEqualTo(400);
  }

  private HttpResponse<byte[]> quote() throws IOException {
    return buyer.post(Buyer.PICTURE, Buyer.FOX);
  }

  private void arm(Fault fault) {
    sandbox.faults().arm(fault);
  }

  private void arm(Fault fault, Map<String, String> parameters) {
    sandbox.faults().arm(fault, 1, parameters);
  }
}
