package dev.stipend.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.sandbox.Signatures.Domain;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.crypto.Sign;
import tools.jackson.databind.JsonNode;

/** The verifier against the published vectors. */
class SignaturesTest {

  private static final JsonNode VECTORS = Buyer.vectors();

  static Stream<JsonNode> transfers() {
    return VECTORS.path("transferWithAuthorization").valueStream();
  }

  static Stream<JsonNode> proofs() {
    return VECTORS.path("siwx").valueStream();
  }

  @ParameterizedTest
  @MethodSource("transfers")
  void aTransferHasItsDigestAndItsSigner(JsonNode vector) {
    byte[] digest = Signatures.transferDigest(domain(vector), authorization(vector));

    assertThat("0x" + HexFormat.of().formatHex(digest)).isEqualTo(text(vector, "digest"));
    assertThat(Signatures.domainSeparator(domain(vector)))
        .isEqualTo(text(vector, "domainSeparator"));
    assertThat(Signatures.signer(digest, text(vector, "signature"))).contains(wallet());
  }

  @Test
  void theOfficialExampleRecoversItsPayer() {
    JsonNode example = VECTORS.path("officialExample");
    byte[] digest = Signatures.transferDigest(domain(example), authorization(example));

    assertThat(Signatures.signer(digest, text(example, "signature")))
        .contains(Usdc.lower(text(example, "recovers")));
  }

  @Test
  void aCancellationHasItsDigestAndItsSigner() {
    JsonNode vector = VECTORS.path("cancelAuthorization").path(0);
    byte[] digest =
        Signatures.cancelDigest(
            domain(vector),
            vector.at("/message/authorizer").asString(),
            vector.at("/message/nonce").asString());

    assertThat("0x" + HexFormat.of().formatHex(digest)).isEqualTo(text(vector, "digest"));
    assertThat(Signatures.signer(digest, text(vector, "signature"))).contains(wallet());
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void aProofHasItsTextAndItsSigner(JsonNode vector) {
    SiwxProof proof = SiwxProof.decode(text(vector, "header")).orElseThrow();
    byte[] message = proof.message().getBytes(StandardCharsets.UTF_8);

    assertThat(proof.message()).isEqualTo(text(vector, "message"));
    assertThat("0x" + HexFormat.of().formatHex(Signatures.personalDigest(message)))
        .isEqualTo(text(vector, "eip191Digest"));
    assertThat(Signatures.signer(Signatures.personalDigest(message), proof.signature()))
        .contains(wallet());
  }

  @Test
  void anotherFormOfTheSameSignatureIsRefused() {
    JsonNode vector = transfers().findFirst().orElseThrow();
    byte[] digest = Signatures.transferDigest(domain(vector), authorization(vector));
    String signature = text(vector, "signature");
    BigInteger order = Sign.CURVE_PARAMS.getN();
    String highS = order.subtract(new BigInteger(signature.substring(66, 130), 16)).toString(16);

    assertThat(Signatures.signer(digest, signature.substring(0, 66) + highS + "1c")).isEmpty();
    assertThat(Signatures.signer(digest, signature.substring(0, 130) + "00")).isEmpty();
    assertThat(Signatures.signer(digest, signature + "00")).isEmpty();
    assertThat(Signatures.signer(digest, "0x" + "0".repeat(128) + "1b")).isEmpty();
  }

  @Test
  void noBytesAreTooOddToBeRefused() {
    byte[] digest = new byte[32];

    for (int r = 1; r < 20; r++) {
      String odd = "0x" + String.format("%064x", r) + "0".repeat(63) + "11b";
      Signatures.signer(digest, odd).ifPresent(signer -> assertThat(signer).isNotEqualTo(wallet()));
    }
  }

  @Test
  void theConstantsAreThoseOfTheToken() {
    JsonNode topics = VECTORS.at("/constants/eventTopics");
    JsonNode selectors = VECTORS.at("/constants/selectors");

    assertThat(Usdc.TRANSFER).isEqualTo(text(topics, "Transfer(address,address,uint256)"));
    assertThat(Usdc.AUTHORIZATION_USED)
        .isEqualTo(text(topics, "AuthorizationUsed(address,bytes32)"));
    assertThat(Usdc.AUTHORIZATION_CANCELED)
        .isEqualTo(text(topics, "AuthorizationCanceled(address,bytes32)"));
    selectors
        .propertyStream()
        .forEach(
            selector ->
                assertThat(Usdc.selector(selector.getKey()))
                    .isEqualTo(selector.getValue().asString()));
  }

  private static Domain domain(JsonNode vector) {
    JsonNode domain = vector.path("domain");
    return new Domain(
        text(domain, "name"),
        text(domain, "version"),
        domain.path("chainId").asLong(),
        text(domain, "verifyingContract"));
  }

  private static Authorization authorization(JsonNode vector) {
    JsonNode message = vector.path("message");
    return new Authorization(
        text(message, "from"),
        text(message, "to"),
        new BigInteger(text(message, "value")),
        new BigInteger(text(message, "validAfter")),
        new BigInteger(text(message, "validBefore")),
        text(message, "nonce"));
  }

  private static String wallet() {
    return Usdc.lower(VECTORS.at("/signer/address").asString());
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString();
  }
}
