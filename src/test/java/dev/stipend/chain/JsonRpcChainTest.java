package dev.stipend.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.stipend.money.Money;
import dev.stipend.treasury.Arrivals;
import dev.stipend.treasury.AuthorizationEnd;
import dev.stipend.treasury.ChainHead;
import dev.stipend.treasury.Departure;
import dev.stipend.treasury.Departures;
import dev.stipend.treasury.Deposit;
import dev.stipend.treasury.Finality;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Token;
import dev.stipend.x402.Vectors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against an endpoint that speaks JSON-RPC as told, well or badly. */
class JsonRpcChainTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Address PAYER = Vectors.signer();
  private static final Address PAYEE = Address.parse("0x07F067959297767c887dbfA3C72379c66E82a045");
  private static final Bytes32 NONCE = Bytes32.parse("0x" + "0".repeat(63) + "1");
  private static final Bytes32 OTHER_NONCE = Bytes32.parse("0x" + "0".repeat(63) + "2");
  private static final String TRANSACTION = "0x" + "ab".repeat(32);
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final String SECRET = "s3cr3t-access";

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Function<JsonNode, String>> answers = new HashMap<>();
  private final List<JsonNode> asked = Collections.synchronizedList(new ArrayList<>());
  private Consumer<HttpServerRequest> misbehaviour = request -> {};
  private final AtomicInteger verifications = new AtomicInteger();
  private volatile String chainId = "\"0x2105\"";
  private volatile String domain = "\"" + Token.BASE_USDC.domainSeparator() + "\"";
  private boolean misbehaves;
  private HttpServer server;
  private JsonRpcChain chain;

  @BeforeEach
  void start() throws Exception {
    server = await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
    chain = chain(server.actualPort());
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void theBalanceIsReadOfTheLatestBlock() throws Exception {
    answers.put("eth_call", params -> word(134_000));

    assertThat(await(chain.balanceOf(PAYER))).isEqualTo(Money.ofMicros(134_000));

    JsonNode params = asked.getFirst().get("params");
    assertThat(params.at("/0/to").stringValue()).isEqualTo(Token.BASE_USDC.contract().hex());
    assertThat(params.at("/0/data").stringValue())
        .isEqualTo("0x70a08231" + "0".repeat(24) + PAYER.hex().substring(2));
    assertThat(params.get(1).stringValue()).isEqualTo("latest");
  }

  @Test
  void theStateOfAnAuthorizationIsReadAtTheBlockGiven() throws Exception {
    answers.put(
        "eth_call", params -> Vectors.at("/authorizationStateCall/resultUnused").toString());

    assertThat(await(chain.isUsedOrCancelled(PAYER, NONCE, 0x1234))).isFalse();

    JsonNode params = asked.getFirst().get("params");
    assertThat(params.at("/0/data").stringValue())
        .isEqualTo(Vectors.text("/authorizationStateCall/data"));
    assertThat(params.get(1).stringValue()).isEqualTo("0x1234");
  }

  @Test
  void aUsedAuthorizationIsSeen() throws Exception {
    answers.put(
        "eth_call",
        params -> Vectors.at("/authorizationStateCall/resultUsedOrCancelled").toString());

    assertThat(await(chain.isUsedOrCancelled(PAYER, NONCE, 1))).isTrue();
  }

  @Test
  void theHeadIsAskedByItsFinality() throws Exception {
    answers.put(
        "eth_getBlockByNumber",
        params -> "{\"number\":\"0x10\",\"timestamp\":\"0x713fb300\",\"hash\":\"0x00\"}");

    assertThat(await(chain.head(Finality.SAFE))).isEqualTo(new ChainHead(16, 1_900_000_000L));
    assertThat(asked.getFirst().at("/params/0").stringValue()).isEqualTo("safe");
  }

  @Test
  void headAheadOfTimeIsNotKnown() throws Exception {
    JsonRpcChain timed = new JsonRpcChain(vertx, settings(server.actualPort()), () -> NOON);
    long noon = NOON.getEpochSecond();

    answers.put("eth_getBlockByNumber", params -> block(40_000, noon + 86_400));
    assertNotKnown(timed.head(Finality.SAFE));

    answers.put("eth_getBlockByNumber", params -> block(100, noon));
    assertThat(await(timed.head(Finality.SAFE))).isEqualTo(new ChainHead(100, noon));
  }

  @Test
  void aCashedAuthorizationIsFoundWithItsTransfer() throws Exception {
    answers.put("eth_getLogs", params -> logs(used(NONCE)));
    answers.put(
        "eth_getTransactionReceipt", params -> receipt(used(NONCE), transfer(PAYEE, 134_000)));

    assertThat(await(chain.findEnd(PAYER, NONCE, 4_990, 5_000)))
        .isEqualTo(new AuthorizationEnd.Cashed(TRANSACTION, 4_995, PAYEE, Money.ofMicros(134_000)));
  }

  @Test
  void ofSeveralTransfersInOneTransactionTheOneAfterOurEventCounts() throws Exception {
    answers.put("eth_getLogs", params -> logs(used(NONCE)));
    answers.put(
        "eth_getTransactionReceipt",
        params ->
            receipt(
                used(OTHER_NONCE),
                transfer(PAYEE, 1),
                used(NONCE),
                transfer(PAYEE, 2),
                used(OTHER_NONCE),
                transfer(PAYEE, 3)));

    AuthorizationEnd end = await(chain.findEnd(PAYER, NONCE, 4_990, 5_000));

    assertThat(end)
        .isEqualTo(new AuthorizationEnd.Cashed(TRANSACTION, 4_995, PAYEE, Money.ofMicros(2)));
  }

  @Test
  void aCancelledAuthorizationNeedsNoReceipt() throws Exception {
    answers.put(
        "eth_getLogs",
        params ->
            logs(
                used(NONCE)
                    .replace("0x98de503528ee59b5", "0x1cdd46ff242716cd")
                    .replace(
                        "75ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5",
                        "aa72d159d339a485b3438398348d68f09d7c8c0a59353d81")));

    assertThat(await(chain.findEnd(PAYER, NONCE, 4_990, 5_000)))
        .isEqualTo(new AuthorizationEnd.Cancelled(TRANSACTION, 4_995));
  }

  @Test
  void aSearchNeverSpansMoreBlocksThanEndpointsAllow() throws Exception {
    answers.put("eth_getLogs", params -> "[]");

    assertThat(await(chain.findEnd(PAYER, NONCE, 1_000, 9_000)))
        .isEqualTo(new AuthorizationEnd.NotFound());

    assertThat(searched())
        .containsExactly("1000-2999", "3000-4999", "5000-6999", "7000-8999", "9000-9000");
  }

  @Test
  void logsOfUndoneBlocksAndOfOthersDoNotCount() throws Exception {
    String undone = used(NONCE).replace("{\"address\"", "{\"removed\":true,\"address\"");
    String foreign = used(NONCE).replace(Token.BASE_USDC.contract().hex(), PAYEE.hex());
    answers.put("eth_getLogs", params -> logs(undone, foreign, used(OTHER_NONCE)));

    assertThat(await(chain.findEnd(PAYER, NONCE, 4_990, 5_000)))
        .isEqualTo(new AuthorizationEnd.NotFound());
  }

  @Test
  void aReceiptThatIsNotThereYetMeansNotKnown() {
    answers.put("eth_getLogs", params -> logs(used(NONCE)));
    answers.put("eth_getTransactionReceipt", params -> "null");

    assertNotKnown(chain.findEnd(PAYER, NONCE, 4_990, 5_000));
  }

  @Test
  void aReceiptWithoutTheTransferMeansNotKnown() {
    answers.put("eth_getLogs", params -> logs(used(NONCE)));
    answers.put("eth_getTransactionReceipt", params -> receipt(used(NONCE)));

    assertNotKnown(chain.findEnd(PAYER, NONCE, 4_990, 5_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"0x\"", "\"0x01\"", "1", "true", "\"0xzz\"", "[]", "{}"})
  void halfAnAnswerMeansNotKnown(String result) {
    answers.put("eth_call", params -> result);
    answers.put("eth_getBlockByNumber", params -> result);
    answers.put("eth_getLogs", params -> "{}");

    assertNotKnown(chain.balanceOf(PAYER));
    assertNotKnown(chain.isUsedOrCancelled(PAYER, NONCE, 1));
    assertNotKnown(chain.head(Finality.LATEST));
  }

  @Test
  void aStateThatIsNeitherTrueNorFalseMeansNotKnown() {
    answers.put("eth_call", params -> word(2));

    assertNotKnown(chain.isUsedOrCancelled(PAYER, NONCE, 1));
  }

  @Test
  void anErrorOfTheEndpointMeansNotKnown() {
    misbehave(r -> r.response().end("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000}}"));

    assertThatThrownBy(() -> await(chain.balanceOf(PAYER))).hasMessageContaining("-32000");
  }

  @Test
  void anAnswerToAnotherQuestionMeansNotKnown() {
    misbehave(r -> r.response().end("{\"id\":7,\"result\":" + word(1) + "}"));

    assertNotKnown(chain.balanceOf(PAYER));
  }

  @Test
  void aRedirectIsNotFollowed() {
    misbehave(
        r ->
            r.response()
                .setStatusCode(307)
                .putHeader("location", "http://127.0.0.1:" + server.actualPort() + "/elsewhere")
                .end());

    assertNotKnown(chain.balanceOf(PAYER));
    assertThat(asked).hasSize(1);
  }

  @Test
  void anEndlessAnswerIsCutOff() {
    Buffer piece = Buffer.buffer(" ".repeat(64 * 1024));
    misbehave(
        r -> {
          r.response().setChunked(true);
          for (int i = 0; i < 80; i++) {
            r.response().write(piece);
          }
        });

    assertThatThrownBy(() -> await(patient().balanceOf(PAYER))).hasMessageContaining("4 MB");
  }

  @Test
  void anAnswerThatNeverEndsIsGivenUp() {
    misbehave(r -> r.response().setChunked(true).write("{"));

    assertNotKnown(chain.balanceOf(PAYER));
  }

  @Test
  void theEndpointsSecretShowsInNoFailure() throws Exception {
    int port = server.actualPort();
    await(server.close());

    Throwable failure = catchThrowable(() -> await(chain(port).balanceOf(PAYER)));

    assertThat(failure).isNotNull();
    assertThat(String.valueOf(failure.getMessage())).doesNotContain(SECRET);
    assertThat(failure.getCause()).isNull();
    assertThat(settings(port).toString()).doesNotContain(SECRET);
  }

  @Test
  void anotherChainOrDomainIsNoticed() throws Exception {
    domain = "\"" + Token.BASE_SEPOLIA_USDC.domainSeparator() + "\"";
    assertThatThrownBy(() -> await(chain.verify()))
        .isInstanceOf(ForeignChainException.class)
        .hasMessageContaining("domain");

    domain = "\"0x\"";
    assertThatThrownBy(() -> await(chain.verify())).isInstanceOf(ForeignChainException.class);

    chainId = "\"0x1\"";
    assertThatThrownBy(() -> await(chain.verify()))
        .isInstanceOf(ForeignChainException.class)
        .hasMessageContaining("chain 1");
  }

  @Test
  void nothingIsReadOfAForeignChainUntilItIsTheRightOne() throws Exception {
    chainId = "\"0x1\"";
    answers.put("eth_call", params -> word(5));
    answers.put("eth_getLogs", params -> "[]");
    answers.put("eth_getBlockByNumber", params -> block(7, 7));

    assertNotKnown(chain.balanceOf(PAYER));
    assertNotKnown(chain.balanceOf(PAYER, 7));
    assertNotKnown(chain.head(Finality.SAFE));
    assertNotKnown(chain.blockAt(1, new ChainHead(7, 7)));
    assertNotKnown(chain.isUsedOrCancelled(PAYER, NONCE, 7));
    assertNotKnown(chain.findEnd(PAYER, NONCE, 1, 7));
    assertNotKnown(chain.arrivals(PAYER, 1, 7));
    assertThat(asked).isEmpty();

    chainId = "\"0x2105\"";
    assertThat(await(chain.balanceOf(PAYER))).isEqualTo(Money.ofMicros(5));
  }

  @Test
  void onceVerifiedIsVerified() throws Exception {
    answers.put("eth_call", params -> word(5));

    await(chain.balanceOf(PAYER));
    await(chain.balanceOf(PAYER));
    await(chain.verify());

    assertThat(verifications).hasValue(1);
  }

  @Test
  void aRangeThatIsRefusedIsHalvedUntilItPasses() throws Exception {
    answers.put(
        "eth_getLogs",
        params ->
            block(params.get(0), "toBlock") - block(params.get(0), "fromBlock") >= 10
                ? "{\"code\":-32602,\"message\":\"block range is too wide\"}"
                : "[]");

    assertThat(await(chain.findEnd(PAYER, NONCE, 1_000, 1_100)))
        .isEqualTo(new AuthorizationEnd.NotFound());

    assertThat(searched())
        .startsWith("1000-1100", "1000-1049", "1000-1024", "1000-1011", "1000-1005");
    assertThat(asked.size()).isLessThan(60);
  }

  @Test
  void anEndpointThatIsDownIsNotAskedForLess() {
    answers.put("eth_call", params -> word(5));
    assertThat(catchThrowable(() -> await(chain.balanceOf(PAYER)))).isNull();
    misbehave(r -> r.response().setStatusCode(503).end());
    asked.clear();

    assertNotKnown(chain.arrivals(PAYER, 1, 2_000));

    assertThat(asked).hasSize(1);
  }

  @Test
  void depositsAreTheTransfersToTheHolder() throws Exception {
    answers.put(
        "eth_getLogs",
        params ->
            logs(
                deposit(PAYEE, PAYER, 7, 4_996, 3),
                deposit(PAYEE, PAYER, 5, 4_995, 2),
                deposit(PAYER, PAYEE, 5, 4_995, 4),
                deposit(PAYEE, PAYER, 9, 4_997, 1).replace("{\"a", "{\"removed\":true,\"a"),
                deposit(PAYEE, PAYER, 9, 4_997, 5)
                    .replace(Token.BASE_USDC.contract().hex(), PAYEE.hex())));

    Arrivals arrivals = await(chain.arrivals(PAYER, 4_990, 5_000));

    Bytes32 transaction = Bytes32.parse(TRANSACTION);
    assertThat(arrivals)
        .isEqualTo(
            new Arrivals(
                List.of(
                    new Deposit(transaction, 2, 4_995, PAYEE, Money.ofMicros(5)),
                    new Deposit(transaction, 3, 4_996, PAYEE, Money.ofMicros(7))),
                5_000));
    JsonNode topics = asked.getFirst().at("/params/0/topics");
    assertThat(topics.get(1).isNull()).isTrue();
    assertThat(topics.get(2).stringValue()).isEqualTo(Words.of(PAYER));
  }

  @Test
  void departuresCarryTheNonceThatMovedThem() throws Exception {
    answers.put(
        "eth_getLogs",
        params ->
            logs(
                at(transfer(PAYEE, 3), 4_995, 6),
                at(used(OTHER_NONCE), 4_995, 5),
                at(transfer(PAYEE, 2), 4_995, 4),
                at(used(NONCE), 4_995, 3),
                at(transfer(PAYEE, 1), 4_995, 2),
                at(transfer(PAYEE, 9), 4_995, 7).replace("{\"a", "{\"removed\":true,\"a")));

    Departures departures = await(chain.departures(PAYER, 4_990, 5_000));

    assertThat(departures)
        .isEqualTo(
            new Departures(
                List.of(
                    departure(2, 1, null), departure(4, 2, NONCE), departure(6, 3, OTHER_NONCE)),
                5_000));
    JsonNode topics = asked.getFirst().at("/params/0/topics");
    assertThat(topics.get(1).stringValue()).isEqualTo(Words.of(PAYER));
  }

  @Test
  void nonceBehindTheOnlyTransferOfATransactionIsItsNonceToo() throws Exception {
    answers.put(
        "eth_getLogs", params -> logs(at(transfer(PAYEE, 1), 4_995, 2), at(used(NONCE), 4_995, 3)));

    assertThat(await(chain.departures(PAYER, 4_990, 5_000)).departures())
        .containsExactly(departure(2, 1, NONCE));
  }

  @Test
  void aDepartureOutsideTheBlocksAskedForMakesTheAnswerDoubtful() {
    answers.put("eth_getLogs", params -> logs(at(transfer(PAYEE, 1), 5_001, 2)));

    assertNotKnown(chain.departures(PAYER, 4_990, 5_000));
  }

  @Test
  void transactionThatIsNotThereMovedNothing() throws Exception {
    assertThat(await(chain.departuresIn(Bytes32.parse(TRANSACTION), PAYER))).isEmpty();
  }

  @Test
  void aDepositOutsideTheBlocksAskedForMakesTheAnswerDoubtful() {
    answers.put("eth_getLogs", params -> logs(deposit(PAYEE, PAYER, 5, 5_001, 0)));

    assertNotKnown(chain.arrivals(PAYER, 4_990, 5_000));
  }

  @Test
  void depositsAreSearchedOneRangeAtATime() throws Exception {
    answers.put("eth_getLogs", params -> "[]");

    assertThat(await(chain.arrivals(PAYER, 1_000, 9_000)).searchedTo()).isEqualTo(2_999);
    assertThat(searched()).containsExactly("1000-2999");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 12})
  void theBlockOfATimeIsFoundInFewLooksHoweverFarBack(long blockSeconds) throws Exception {
    long newest = 40_000_000;
    answers.put(
        "eth_getBlockByNumber",
        params -> {
          long number = Long.decode(params.get(0).stringValue());
          return block(number, 1_000 + number * blockSeconds);
        });
    ChainHead head = new ChainHead(newest, 1_000 + newest * blockSeconds);

    for (long age : List.of(0L, 1L, 7L, 300L, 2_592_000L, 31_536_000L)) {
      asked.clear();
      long time = head.timeSeconds() - age;
      assertThat(await(chain.blockAt(time, head))).isEqualTo((time - 1_000) / blockSeconds);
      assertThat(asked.size()).isLessThan(20);
    }
    assertThat(await(chain.blockAt(head.timeSeconds() + 5, head))).isEqualTo(newest);
    assertThat(await(chain.blockAt(1, head))).isZero();
  }

  @Test
  void theBlockOfATimeIsFoundWhereBlocksComeUnevenly() throws Exception {
    answers.put(
        "eth_getBlockByNumber",
        params -> {
          long number = Long.decode(params.get(0).stringValue());
          return block(number, number * number);
        });

    for (long block : List.of(0L, 1L, 50L, 99_999L)) {
      assertThat(await(chain.blockAt(block * block, new ChainHead(100_000, 10_000_000_000L))))
          .isEqualTo(block);
    }
  }

  @Test
  void blocksWithoutOrderAreNotSearchedForEver() {
    AtomicInteger looks = new AtomicInteger();
    answers.put(
        "eth_getBlockByNumber",
        params -> block(Long.decode(params.get(0).stringValue()), looks.incrementAndGet() % 3));

    Throwable failure =
        catchThrowable(() -> await(chain.blockAt(1, new ChainHead(1L << 60, 1L << 31))));

    assertThat(looks.get()).isLessThanOrEqualTo(BlockSearch.LOOKS_MAX);
    assertThat(failure).satisfiesAnyOf(none -> assertThat(none).isNull(), this::isNotKnown);
  }

  private void isNotKnown(Throwable failure) {
    assertThat(failure).isInstanceOf(ChainException.class);
  }

  private static void assertNotKnown(Future<?> reading) {
    assertThatThrownBy(() -> await(reading)).isInstanceOf(ChainException.class);
  }

  private void misbehave(Consumer<HttpServerRequest> how) {
    misbehaviour = how;
    misbehaves = true;
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              JsonNode call = MAPPER.readTree(body.getBytes());
              if (misbehaves) {
                asked.add(call);
                misbehaviour.accept(request);
                return;
              }
              request
                  .response()
                  .end("{\"jsonrpc\":\"2.0\",\"id\":" + call.get("id") + "," + answer(call) + "}");
            });
  }

  /** What every chain is asked first is answered rightly unless a test wants it otherwise. */
  private String answer(JsonNode call) {
    String method = call.get("method").stringValue();
    if (method.equals("eth_chainId")) {
      verifications.incrementAndGet();
      return "\"result\":" + chainId;
    }
    if (call.at("/params/0/data").asString("").equals("0x3644e515")) {
      return "\"result\":" + domain;
    }
    asked.add(call);
    String result = answers.getOrDefault(method, params -> "null").apply(call.get("params"));
    return result.startsWith("{\"code\"") ? "\"error\":" + result : "\"result\":" + result;
  }

  private static ChainSettings settings(int port) {
    return new ChainSettings(
        URI.create("http://127.0.0.1:" + port + "/v2/" + SECRET),
        Token.BASE_USDC,
        Duration.ofMillis(500),
        ChainSettings.BLOCKS_PER_SEARCH_MAX,
        1000);
  }

  /** For what takes a busy machine longer than it may take elsewhere. */
  private JsonRpcChain patient() {
    return new JsonRpcChain(
        vertx,
        ChainSettings.of(URI.create("http://127.0.0.1:" + server.actualPort()), Token.BASE_USDC));
  }

  private JsonRpcChain chain(int port) {
    return new JsonRpcChain(vertx, settings(port));
  }

  private List<String> searched() {
    return asked.stream()
        .filter(call -> call.get("method").stringValue().equals("eth_getLogs"))
        .map(call -> call.at("/params/0"))
        .map(filter -> block(filter, "fromBlock") + "-" + block(filter, "toBlock"))
        .toList();
  }

  private static String block(long number, long time) {
    return "{\"number\":\"0x%x\",\"timestamp\":\"0x%x\"}".formatted(number, time);
  }

  private static String deposit(Address from, Address to, long amount, long block, int index) {
    return transfer(to, amount)
        .replace(Words.of(PAYER) + "\",", Words.of(from) + "\",")
        .replace("\"0x1383\"", "\"0x%x\",\"logIndex\":\"0x%x\"".formatted(block, index));
  }

  private static long block(JsonNode filter, String name) {
    return Long.decode(filter.get(name).stringValue());
  }

  private static String used(Bytes32 nonce) {
    return log(
        "\"0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5\",\""
            + Words.of(PAYER)
            + "\",\""
            + nonce
            + "\"",
        "\"0x\"");
  }

  private static String transfer(Address to, long amount) {
    return log(
        "\"0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef\",\""
            + Words.of(PAYER)
            + "\",\""
            + Words.of(to)
            + "\"",
        word(amount));
  }

  private static String log(String topics, String data) {
    return "{\"address\":\"%s\",\"topics\":[%s],\"data\":%s,\"blockNumber\":\"0x1383\",\"transactionHash\":\"%s\"}"
        .formatted(Token.BASE_USDC.contract(), topics, data, TRANSACTION);
  }

  private static Departure departure(long index, long micros, @Nullable Bytes32 nonce) {
    return new Departure(
        Bytes32.parse(TRANSACTION), index, 4_995, PAYER, PAYEE, Money.ofMicros(micros), nonce);
  }

  private static String at(String log, long block, long index) {
    return log.replace("\"0x1383\"", "\"0x%x\",\"logIndex\":\"0x%x\"".formatted(block, index));
  }

  private static String logs(String... logs) {
    return "[" + String.join(",", logs) + "]";
  }

  private static String receipt(String... logs) {
    return "{\"status\":\"0x1\",\"logs\":" + logs(logs) + "}";
  }

  private static String word(long value) {
    return "\"0x%064x\"".formatted(value);
  }

  private static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new AssertionError("no end within ten seconds", e);
    }
  }
}
