package dev.stipend.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.money.Money;
import dev.stipend.treasury.Arrivals;
import dev.stipend.treasury.AuthorizationEnd;
import dev.stipend.treasury.Departures;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everybody may move nothing in anybody's name, as often as a block has room for. */
class TransfersOfNothingTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Address WALLET = Address.parse("0x" + "a".repeat(40));
  private static final Address PAYEE = Address.parse("0x" + "b".repeat(40));
  private static final Bytes32 NONCE = Bytes32.parse("0x%064x".formatted(1));
  private static final String OURS = "0x" + "ab".repeat(32);
  private static final String THEIRS = "0x" + "cd".repeat(32);
  private static final long FULL = 5_000;

  /** Twelve megabytes: more than a range of blocks may be. */
  private static final int MANY = 30_000;

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Function<JsonNode, String>> answers = new HashMap<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private JsonRpcChain chain;

  @BeforeEach
  void start() throws Exception {
    HttpServer server =
        await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
    URI endpoint = URI.create("http://127.0.0.1:" + server.actualPort());
    chain =
        new JsonRpcChain(
            vertx,
            new ChainSettings(
                endpoint,
                Token.BASE_USDC,
                Duration.ofSeconds(30),
                ChainSettings.BLOCKS_PER_SEARCH_MAX,
                10_000));
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void fullBlockHidesNoDepartureAndStopsNoSearch() throws Exception {
    String spam = many(transfer(WALLET, PAYEE, 0, THEIRS));
    answers.put(
        "eth_getLogs",
        params -> has(params, FULL) ? list(spam, used(), transfer(WALLET, PAYEE, 7, OURS)) : "[]");

    List<Departures> found = new ArrayList<>();
    long next = FULL - 1;
    while (next <= FULL + 1) {
      found.add(await(chain.departures(WALLET, next, FULL + 1)));
      next = found.getLast().searchedTo() + 1;
    }

    assertThat(found.stream().flatMap(each -> each.departures().stream()))
        .singleElement()
        .satisfies(
            departure -> {
              assertThat(departure.amount()).isEqualTo(Money.ofMicros(7));
              assertThat(departure.nonce()).isEqualTo(NONCE);
            });
    assertThat(asked).doesNotContain("eth_getTransactionReceipt");
  }

  @Test
  void fullBlockHidesNoDepositAndStopsNoSearch() throws Exception {
    String spam = many(transfer(PAYEE, WALLET, 0, THEIRS));
    answers.put("eth_getLogs", params -> list(spam, transfer(PAYEE, WALLET, 7, OURS)));

    Arrivals arrivals = await(chain.arrivals(WALLET, FULL, FULL));

    assertThat(arrivals.searchedTo()).isEqualTo(FULL);
    assertThat(arrivals.deposits())
        .singleElement()
        .satisfies(deposit -> assertThat(deposit.amount()).isEqualTo(Money.ofMicros(7)));
  }

  @Test
  void blockThatAnEndpointRefusesIsReadByItsReceipts() throws Exception {
    answers.put("eth_getLogs", params -> "{\"code\":-32005,\"message\":\"10000 events at most\"}");
    answers.put(
        "eth_getBlockByNumber",
        params -> "{\"transactions\":[\"%s\",\"%s\"]}".formatted(THEIRS, OURS));
    answers.put(
        "eth_getTransactionReceipt",
        params ->
            params.get(0).asString().equals(OURS)
                ? receipt(used(), transfer(WALLET, PAYEE, 7, OURS))
                : receipt(transfer(WALLET, PAYEE, 0, THEIRS), transfer(PAYEE, WALLET, 5, THEIRS)));

    Departures departures = await(chain.departures(WALLET, FULL, FULL));
    Arrivals arrivals = await(chain.arrivals(WALLET, FULL, FULL));

    assertThat(departures.searchedTo()).isEqualTo(FULL);
    assertThat(departures.departures())
        .singleElement()
        .satisfies(departure -> assertThat(departure.nonce()).isEqualTo(NONCE));
    assertThat(arrivals.deposits())
        .singleElement()
        .satisfies(deposit -> assertThat(deposit.amount()).isEqualTo(Money.ofMicros(5)));
  }

  @Test
  void blockOfWhichOneReceiptIsMissingStaysUnsearched() {
    answers.put("eth_getLogs", params -> "{\"code\":-32005,\"message\":\"too much\"}");
    answers.put(
        "eth_getBlockByNumber",
        params -> "{\"transactions\":[\"%s\",\"%s\"]}".formatted(THEIRS, OURS));
    answers.put(
        "eth_getTransactionReceipt",
        params -> params.get(0).asString().equals(OURS) ? "null" : receipt());

    assertThatThrownBy(() -> await(chain.departures(WALLET, FULL, FULL)))
        .isInstanceOf(ChainException.class);
    answers.put("eth_getBlockByNumber", params -> "null");
    assertThatThrownBy(() -> await(chain.departures(WALLET, FULL, FULL)))
        .isInstanceOf(ChainException.class);
  }

  @Test
  void paymentThatSomebodyCashedAmongThemIsFound() throws Exception {
    String spam = many(transfer(WALLET, PAYEE, 0, OURS));
    answers.put("eth_getLogs", params -> list(used()));
    answers.put(
        "eth_getTransactionReceipt",
        params -> receipt(spam, used(), transfer(WALLET, PAYEE, 7, OURS), spam));

    assertThat(await(chain.findEnd(WALLET, NONCE, FULL, FULL)))
        .isEqualTo(new AuthorizationEnd.Cashed(OURS, FULL, PAYEE, Money.ofMicros(7)));
    assertThat(await(chain.departuresIn(Bytes32.parse(OURS), WALLET))).hasSize(1);
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              JsonNode call = MAPPER.readTree(body.getBytes());
              request
                  .response()
                  .end("{\"jsonrpc\":\"2.0\",\"id\":" + call.get("id") + "," + answer(call) + "}");
            });
  }

  private String answer(JsonNode call) {
    String method = call.get("method").stringValue();
    if (method.equals("eth_chainId")) {
      return "\"result\":\"0x2105\"";
    }
    if (method.equals("eth_call")) {
      return "\"result\":\"" + Token.BASE_USDC.domainSeparator() + "\"";
    }
    asked.add(method);
    String result = answers.getOrDefault(method, params -> "null").apply(call.get("params"));
    return result.startsWith("{\"code\"") ? "\"error\":" + result : "\"result\":" + result;
  }

  private static boolean has(JsonNode params, long block) {
    JsonNode filter = params.get(0);
    return Long.decode(filter.get("fromBlock").asString()) <= block
        && block <= Long.decode(filter.get("toBlock").asString());
  }

  private static String many(String log) {
    return String.join(",", Collections.nCopies(MANY, log));
  }

  private static String list(String... logs) {
    return "[" + String.join(",", logs) + "]";
  }

  private static String receipt(String... logs) {
    return "{\"status\":\"0x1\",\"logs\":" + list(logs) + "}";
  }

  private static String used() {
    return log(AuthorizationEvents.USED, Words.of(WALLET), NONCE.hex(), "0x", OURS, 1);
  }

  private static String transfer(Address from, Address to, long micros, String transaction) {
    String value = "0x%064x".formatted(micros);
    return log(AuthorizationEvents.TRANSFER, Words.of(from), Words.of(to), value, transaction, 2);
  }

  private static String log(
      String event, String first, String second, String data, String transaction, int index) {
    return """
        {"address":"%s","topics":["%s","%s","%s"],"data":"%s","blockNumber":"0x%x",\
        "transactionHash":"%s","logIndex":"0x%x","removed":false}"""
        .formatted(
            Token.BASE_USDC.contract(), event, first, second, data, FULL, transaction, index);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }
}
