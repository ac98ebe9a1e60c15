package dev.stipend.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.treasury.Cancelling.Sending;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Token;
import dev.stipend.x402.Vectors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Hash;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against an endpoint of a chain where gas costs one gwei: a million gwei for a revocation. */
class ChainCancellingTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final WalletSigner WALLET =
      new WalletSigner(WalletKey.fromHex(Vectors.text("/signer/privateKey")));
  private static final Bytes32 NONCE = Bytes32.parse("0x%064x".formatted(1));
  private static final String ORACLE = "0x420000000000000000000000000000000000000f";
  private static final long GWEI = 1_000_000_000;

  /** A hundred thousand gas with its margin, at twice the base fee of one gwei. */
  private static final long COST_OF_GAS = 260_000;

  private final Vertx vertx = Vertx.vertx();
  private URI endpoint = URI.create("http://127.0.0.1");
  private volatile String dataFee = "0x";
  private volatile String sendingEnds = "\"result\":\"0x" + "0".repeat(64) + "\"";
  private volatile boolean drops;
  private volatile @Nullable String sent;
  private volatile @Nullable String askedOf;

  @BeforeEach
  void start() throws Exception {
    HttpServer server =
        await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
    endpoint = URI.create("http://127.0.0.1:" + server.actualPort());
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void whatTheBytesCostOnTheChainBelowIsBoundedToo() throws Exception {
    dataFee = "0x%064x".formatted(50_000 * GWEI);

    assertThatThrownBy(() -> await(cancel(COST_OF_GAS + 100_000 - 1)))
        .hasMessageContaining("may cost 360000 gwei, and treasury.cancelGweiMax allows 359999");
    assertThat(sent).isNull();
    assertThat(askedOf).startsWith("0xf1c7a58b");

    assertThat(await(cancel(COST_OF_GAS + 100_000))).isInstanceOf(Sending.Taken.class);
  }

  @Test
  void chainThatStandsByItselfCostsNoMoreThanItsGas() throws Exception {
    assertThat(await(cancel(COST_OF_GAS))).isInstanceOf(Sending.Taken.class);
  }

  @Test
  void whatTheBytesCostIsNotGuessed() {
    dataFee = "0x12zz";

    assertThatThrownBy(() -> await(cancel(COST_OF_GAS))).isInstanceOf(ChainException.class);
    assertThat(sent).isNull();
  }

  @Test
  void revocationWithoutAnAnswerMayHaveBeenSentAndIsNamed() throws Exception {
    drops = true;

    Sending sending = await(cancel(COST_OF_GAS));

    assertThat(sending).isEqualTo(new Sending.Unanswered(Hash.sha3(sent)));
  }

  @Test
  void revocationThatTheChainTookIsNamedByItsOwnBytes() throws Exception {
    assertThat(await(cancel(COST_OF_GAS))).isEqualTo(new Sending.Taken(Hash.sha3(sent)));
  }

  @Test
  void revocationThatTheChainRefusedWasNotSent() {
    sendingEnds = "\"error\":{\"code\":-32000,\"message\":\"nonce too low\"}";

    assertThatThrownBy(() -> await(cancel(COST_OF_GAS))).hasMessageContaining("nonce too low");
  }

  private Future<Sending> cancel(long gweiMax) {
    return new ChainCancelling(
            vertx, ChainSettings.of(endpoint, Token.BASE_USDC), List.of(WALLET), gweiMax)
        .cancel(WALLET.address(), NONCE);
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              JsonNode call = MAPPER.readTree(body.getBytes());
              String answer = answer(call);
              if (drops && call.get("method").asString().equals("eth_sendRawTransaction")) {
                request.connection().close();
                return;
              }
              request
                  .response()
                  .end("{\"jsonrpc\":\"2.0\",\"id\":" + call.get("id") + "," + answer + "}");
            });
  }

  private String answer(JsonNode call) {
    return switch (call.get("method").asString()) {
      case "eth_chainId" -> result("0x2105");
      case "eth_call" -> result(called(call.at("/params/0")));
      case "eth_estimateGas" -> result("0x186a0");
      case "eth_maxPriorityFeePerGas", "eth_getTransactionCount" -> result("0x0");
      case "eth_getBlockByNumber" -> "\"result\":{\"baseFeePerGas\":\"0x3b9aca00\"}";
      case "eth_getBalance" -> result("0xde0b6b3a7640000");
      case "eth_sendRawTransaction" -> {
        sent = call.at("/params/0").asString();
        yield sendingEnds;
      }
      default -> throw new AssertionError(call.toString());
    };
  }

  private String called(JsonNode call) {
    if (call.get("to").asString().equals(ORACLE)) {
      askedOf = call.get("data").asString();
      return dataFee;
    }
    return Token.BASE_USDC.domainSeparator().hex();
  }

  private static String result(String text) {
    return "\"result\":\"" + text + "\"";
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }
}
