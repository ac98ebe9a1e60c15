package dev.stipend.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sign-in-with-x, rule by rule. */
class SiwxTest extends SandboxFixture {

  private static final String LIST = "/api/jobs";

  @Test
  void withoutAProofThereIsAChallengeInHeaderAndBody() throws Exception {
    HttpResponse<byte[]> response = buyer.get("/api/jobs/abc?x=1");

    assertThat(response.statusCode()).isEqualTo(402);
    JsonNode body = Buyer.json(response);
    assertThat(Buyer.header(response, "PAYMENT-REQUIRED")).isEqualTo(body);
    assertThat(body.path("accepts")).isEmpty();
    JsonNode info = body.at("/extensions/sign-in-with-x/info");
    assertThat(info.path("domain").asString()).isEqualTo("127.0.0.1");
    assertThat(info.path("uri").asString()).isEqualTo(sandbox.origin() + "/api/jobs/abc?x=1");
    assertThat(info.path("nonce").asString()).matches("[0-9a-f]{32}");
    assertThat(info.path("chainId").asString()).isEqualTo("eip155:8453");
  }

  @Test
  void aSignedChallengeIsAccepted() throws Exception {
    JsonNode info = Buyer.json(buyer.get(LIST)).at("/extensions/sign-in-with-x/info");
    ObjectNode proof = (ObjectNode) info.deepCopy();
    proof.put("address", buyer.checksumAddress());

    assertThat(buyer.getProof(LIST, proof).statusCode()).isEqualTo(200);
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        change("a client's nonce", proof -> proof),
        change("no expiry", proof -> without(proof, "expirationTime")),
        change("another path of the origin", proof -> proof.put("uri", at(proof) + "/else")),
        change("another chain", proof -> proof.put("chainId", "eip155:1")),
        change("a lower-case address", proof -> proof.put("address", lower(proof))),
        change("a past notBefore", proof -> proof.put("notBefore", time(-60))),
        change("an unknown member", proof -> proof.put("shoe", "size")),
        change("eight letters of nonce", proof -> proof.put("nonce", "abcd" + rest(proof))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void accepted(String name, UnaryOperator<ObjectNode> change) throws Exception {
    HttpResponse<byte[]> response = buyer.getProof(LIST, change.apply(buyer.proof(LIST)));

    assertThat(response.statusCode()).isEqualTo(200);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refusal("no type", "siwx_malformed", proof -> without(proof, "type")),
        refusal("a domain with a port", "siwx_malformed", p -> p.put("domain", "127.0.0.1:80")),
        refusal("another host", "siwx_malformed", p -> p.put("uri", "http://example.com/api")),
        refusal(
            "another scheme",
            "siwx_malformed",
            p -> p.put("uri", at(p).replace("http:", "https:"))),
        refusal("a hyphen in the nonce", "siwx_malformed", p -> p.put("nonce", "abcd-efgh-ijkl")),
        refusal("a short nonce", "siwx_malformed", p -> p.put("nonce", "abcdefg")),
        refusal("the future", "siwx_malformed", p -> p.put("issuedAt", time(2))),
        refusal("too old", "siwx_expired", p -> p.put("issuedAt", time(-301))),
        refusal("expired", "siwx_expired", p -> p.put("expirationTime", time(-1))),
        refusal("not before", "siwx_malformed", p -> p.put("notBefore", time(60))),
        refusal("no date", "siwx_malformed", p -> p.put("issuedAt", "yesterday")),
        refusal("no namespace", "siwx_invalid_signature", p -> p.put("chainId", "8453")),
        refusal(
            "another address",
            "siwx_invalid_signature",
            p -> p.put("address", "0x" + "ab".repeat(20))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refused(String name, String code, UnaryOperator<ObjectNode> change) throws Exception {
    HttpResponse<byte[]> response = buyer.getProof(LIST, change.apply(buyer.proof(LIST)));

    failed(response, code);
  }

  @Test
  void anUnknownVersionBreaksTheSeller() throws Exception {
    HttpResponse<byte[]> response = buyer.getProof(LIST, buyer.proof(LIST).put("version", "2"));

    assertThat(response.statusCode()).isEqualTo(500);
  }

  @Test
  void anUndecodableHeaderIsMalformed() throws Exception {
    failed(buyer.get(LIST, "SIGN-IN-WITH-X", "%%%"), "siwx_malformed");
  }

  @Test
  void anyBase64IsRead() throws Exception {
    String header = buyer.signed(buyer.proof(LIST).put("statement", "why? >>>~~~"));
    String url = header.replace('+', '-').replace('/', '_').replace("=", "");

    assertThat(buyer.get(LIST, "SIGN-IN-WITH-X", url).statusCode()).isEqualTo(200);
  }

  @Test
  void aNonceIsGoodOnce() throws Exception {
    String header = buyer.signed(buyer.proof(LIST));
    buyer.get(LIST, "SIGN-IN-WITH-X", header);

    failed(buyer.get(LIST, "SIGN-IN-WITH-X", header), "siwx_nonce_used");
  }

  @Test
  void aWrongSignatureUsesTheNonceUpAndALateProofDoesNot() throws Exception {
    ObjectNode proof = buyer.proof(LIST);
    buyer.signed(proof);
    String late = Buyer.encoded(proof.deepCopy().put("issuedAt", time(-400)));
    String wrong = Buyer.encoded(proof.deepCopy().put("statement", "not signed"));

    failed(buyer.get(LIST, "SIGN-IN-WITH-X", late), "siwx_expired");
    failed(buyer.get(LIST, "SIGN-IN-WITH-X", wrong), "siwx_invalid_signature");
    failed(buyer.get(LIST, "SIGN-IN-WITH-X", Buyer.encoded(proof)), "siwx_nonce_used");
  }

  private static void failed(HttpResponse<byte[]> response, String code) {
    assertThat(response.statusCode()).isEqualTo(402);
    assertThat(response.headers().firstValue("PAYMENT-REQUIRED")).isEmpty();
    assertThat(Buyer.json(response).path("error").asString()).isEqualTo(code);
    assertThat(Buyer.json(response).path("message").asString()).isNotEmpty();
  }

  private static Arguments change(String name, UnaryOperator<ObjectNode> change) {
    return Arguments.of(name, change);
  }

  private static Arguments refusal(String name, String code, UnaryOperator<ObjectNode> change) {
    return Arguments.of(name, code, change);
  }

  private static ObjectNode without(ObjectNode proof, String name) {
    proof.remove(name);
    return proof;
  }

  private static String at(ObjectNode proof) {
    return proof.path("uri").asString();
  }

  private static String lower(ObjectNode proof) {
    return Usdc.lower(proof.path("address").asString());
  }

  private static String rest(ObjectNode proof) {
    return proof.path("nonce").asString().substring(0, 4);
  }

  private static String time(long ahead) {
    return Instant.now().plusSeconds(ahead).toString();
  }
}
