package dev.stipend.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.x402.Signature;
import dev.stipend.x402.Vectors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A signer behind JSON-RPC, which hashes what it is asked to sign by a library of its own. */
class RemoteSignerTest {

  private static final ECKeyPair PAIR =
      ECKeyPair.create(Numeric.toBigInt(Vectors.text("/signer/privateKey")));
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private Function<JsonNode, ObjectNode> answers = RemoteSignerTest::sign;
  private RemoteSigner signer = signerAt(0);

  @BeforeEach
  void listen() throws Exception {
    HttpServer server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .body()
                            .onSuccess(
                                body -> {
                                  JsonNode call = new JsonMapper().readTree(body.getBytes());
                                  asked.add(call.get("method").stringValue());
                                  ObjectNode answer = answers.apply(call);
                                  if (answer.isEmpty()) {
                                    return;
                                  }
                                  answer.put("jsonrpc", "2.0").set("id", call.get("id"));
                                  request.response().end(answer.toString());
                                }))
                .listen(0, "127.0.0.1"));
    signer = signerAt(server.actualPort());
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @ParameterizedTest
  @MethodSource("ownTransfers")
  void aPaymentIsSignedAsPublished(JsonNode vector) throws Exception {
    assertThat(await(pay(vector)).hex()).isEqualTo(vector.get("signature").stringValue());
    assertThat(asked).containsExactly("eth_signTypedData");
  }

  @ParameterizedTest
  @MethodSource("dev.stipend.x402.Vectors#proofs")
  void aProofIsSignedAsPublished(JsonNode vector) throws Exception {
    assertThat(await(signer.prove(Vectors.info(vector))).hex())
        .isEqualTo(vector.get("signature").stringValue());
    assertThat(asked).containsExactly("eth_sign");
  }

  @Test
  void aSignerThatKnowsOnlyTheOtherNamesIsAskedByThem() throws Exception {
    answers =
        call ->
            List.of("eth_signTypedData_v4", "personal_sign")
                    .contains(call.get("method").stringValue())
                ? sign(call)
                : error();
    JsonNode transfer = Vectors.at("/transferWithAuthorization/0");
    JsonNode proof = Vectors.at("/siwx/0");

    assertThat(await(pay(transfer)).hex()).isEqualTo(transfer.get("signature").stringValue());
    assertThat(await(signer.prove(Vectors.info(proof))).hex())
        .isEqualTo(proof.get("signature").stringValue());
  }

  @Test
  void aParityCountedFromZeroIsUnderstood() throws Exception {
    JsonNode transfer = Vectors.at("/transferWithAuthorization/0");
    String published = transfer.get("signature").stringValue();
    answers =
        call -> result(published.substring(0, 130) + (published.endsWith("1b") ? "00" : "01"));

    assertThat(await(pay(transfer)).hex()).isEqualTo(published);
  }

  @Test
  void aSignatureOfSomethingElseIsNone() {
    answers = call -> result(Vectors.at("/transferWithAuthorization/1/signature").stringValue());

    assertThatThrownBy(() -> await(pay(Vectors.at("/transferWithAuthorization/0"))))
        .isInstanceOf(RemoteSigner.SignerException.class)
        .hasMessageContaining("another wallet");
  }

  @ParameterizedTest
  @MethodSource("useless")
  void whatIsNoSignatureIsNone(String answer) {
    answers = call -> result(answer);

    assertThatThrownBy(() -> await(pay(Vectors.at("/transferWithAuthorization/0"))))
        .isInstanceOf(RemoteSigner.SignerException.class);
  }

  @Test
  void aRefusalIsToldWithoutTheSignersWords() {
    answers = call -> error();

    assertThatThrownBy(() -> await(pay(Vectors.at("/transferWithAuthorization/0"))))
        .isInstanceOf(RemoteSigner.SignerException.class)
        .hasMessageContaining("refuses")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aSignerThatIsSilentOrAwayHasNotSigned() {
    answers = call -> new JsonMapper().createObjectNode();
    assertThatThrownBy(() -> await(pay(Vectors.at("/transferWithAuthorization/0"))))
        .isInstanceOf(RemoteSigner.SignerException.class)
        .hasMessageContaining("silent");
    assertThat(asked).hasSize(1);

    signer = signerAt(1);
    assertThatThrownBy(() -> await(pay(Vectors.at("/transferWithAuthorization/0"))))
        .isInstanceOf(RemoteSigner.SignerException.class);
  }

  static Stream<JsonNode> ownTransfers() {
    return Vectors.at("/transferWithAuthorization").valueStream();
  }

  static Stream<String> useless() {
    return Stream.of("", "0x", "0x00", "ok", "0x" + "00".repeat(65), "0x" + "ff".repeat(65));
  }

  private Future<Signature> pay(JsonNode vector) {
    return signer.sign(Vectors.authorization(vector), Vectors.token(vector));
  }

  private RemoteSigner signerAt(int port) {
    return new RemoteSigner(
        vertx, URI.create("http://127.0.0.1:" + port), Vectors.signer(), TIMEOUT);
  }

  private static ObjectNode sign(JsonNode call) {
    String method = call.get("method").stringValue();
    JsonNode params = call.get("params");
    return switch (method) {
      case "eth_signTypedData", "eth_signTypedData_v4" -> result(typed(params.get(1)));
      case "eth_sign" -> result(prefixed(params.get(1)));
      case "personal_sign" -> result(prefixed(params.get(0)));
      default -> error();
    };
  }

  private static String typed(JsonNode data) {
    try {
      byte[] digest = new StructuredDataEncoder(data.stringValue()).hashStructuredData();
      return hex(Sign.signMessage(digest, PAIR, false));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String prefixed(JsonNode text) {
    return hex(Sign.signPrefixedMessage(Numeric.hexStringToByteArray(text.stringValue()), PAIR));
  }

  private static String hex(Sign.SignatureData signature) {
    HexFormat hex = HexFormat.of();
    return "0x"
        + hex.formatHex(signature.getR())
        + hex.formatHex(signature.getS())
        + hex.formatHex(signature.getV());
  }

  private static ObjectNode result(String text) {
    return new JsonMapper().createObjectNode().put("result", text);
  }

  private static ObjectNode error() {
    ObjectNode answer = new JsonMapper().createObjectNode();
    answer.putObject("error").put("code", -32601).put("message", "no method for hunter2");
    return answer;
  }

  private static <T> T await(Future<T> future) throws TimeoutException {
    return future.await(20, TimeUnit.SECONDS);
  }
}
