package dev.stipend.x402;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every form of the protocol, byte for byte as published. */
class VectorsTest {

  @Test
  void theDomainSeparatorsAreThoseOfTheContracts() {
    assertThat(Token.BASE_USDC.domainSeparator().hex())
        .isEqualTo(Vectors.text("/constants/domainSeparators/baseUsdc"));
    assertThat(Token.BASE_SEPOLIA_USDC.domainSeparator().hex())
        .isEqualTo(Vectors.text("/constants/domainSeparators/baseSepoliaUsdc"));
  }

  @ParameterizedTest
  @MethodSource("dev.stipend.x402.Vectors#transfers")
  void anAuthorizationHasThePublishedDigest(JsonNode vector) {
    Authorization authorization = Vectors.authorization(vector);

    assertThat(authorization.structHash().hex()).isEqualTo(vector.get("structHash").stringValue());
    assertThat(authorization.digest(Vectors.token(vector)).hex())
        .isEqualTo(vector.get("digest").stringValue());
  }

  @ParameterizedTest
  @MethodSource("dev.stipend.x402.Vectors#transfers")
  void aPublishedSignatureRecoversToItsPayer(JsonNode vector) throws SignatureException {
    Authorization authorization = Vectors.authorization(vector);
    Bytes32 digest = authorization.digest(Vectors.token(vector));
    Signature signature = Signature.parse(vector.get("signature").stringValue());

    assertThat(recover(digest.bytes(), signature)).isEqualTo(authorization.from());
  }

  @ParameterizedTest
  @MethodSource("dev.stipend.x402.Vectors#transfers")
  void theTokensOfTheVectorsAreTheKnownOnes(JsonNode vector) {
    Token token = Vectors.token(vector);

    assertThat(Token.known(token.network(), token.contract())).contains(token);
  }

  @Test
  void aPaymentHeaderIsWrittenAsPublished() {
    String challenge = Vectors.text("/x402Headers/paymentRequired/header");
    Challenge read = ((ChallengeReading.Read) ChallengeHeader.read(challenge)).challenge();
    JsonNode vector = Vectors.at("/transferWithAuthorization/0");
    SignedAuthorization signed =
        new SignedAuthorization(
            Vectors.authorization(vector), Signature.parse(vector.get("signature").stringValue()));

    assertThat(PaymentHeader.write(signed, read.offers().getFirst(), read.resource(), null))
        .isEqualTo(Vectors.text("/x402Headers/paymentSignature/header"));
  }

  @Test
  void aChallengeIsReadAsPublished() {
    JsonNode json = Vectors.at("/x402Headers/paymentRequired/json");
    String header = Vectors.text("/x402Headers/paymentRequired/header");

    Challenge challenge = ((ChallengeReading.Read) ChallengeHeader.read(header)).challenge();

    assertThat(challenge)
        .isEqualTo(
            new Challenge(
                2,
                "https://stablestudio.dev/api/generate/nano-banana-pro/generate",
                List.of(
                    new Offer(
                        "exact",
                        "eip155:8453",
                        "134000",
                        "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
                        "0xfbd7b7Ed48146aD9bEfF956212c77cE056815ad0",
                        300L,
                        new Offer.Extra("USD Coin", "2", null),
                        (ObjectNode) json.at("/accepts/0"))),
                (ObjectNode) json.get("resource"),
                Set.of(),
                null,
                null));
  }

  @Test
  void aReceiptIsReadAsPublished() {
    String header = Vectors.text("/x402Headers/paymentResponse/header");

    assertThat(ReceiptHeader.read(header))
        .isEqualTo(
            new ReceiptReading.Read(
                new Receipt(
                    true,
                    "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
                    "0x" + "ab".repeat(32),
                    "eip155:8453",
                    null)));
  }

  @ParameterizedTest
  @MethodSource("dev.stipend.x402.Vectors#proofs")
  void aProofSaysThePublishedText(JsonNode vector) {
    String message = Vectors.info(vector).message(Vectors.signer());

    assertThat(message).isEqualTo(vector.get("message").stringValue());
    assertThat(message.getBytes(StandardCharsets.UTF_8))
        .hasSize(vector.get("messageUtf8Length").intValue());
  }

  @ParameterizedTest
  @MethodSource("dev.stipend.x402.Vectors#proofs")
  void aProofHasThePublishedDigestAndHeader(JsonNode vector) throws SignatureException {
    SiwxInfo info = Vectors.info(vector);
    Signature signature = Signature.parse(vector.get("signature").stringValue());

    byte[] digest = info.digest(Vectors.signer());

    assertThat("0x" + HexFormat.of().formatHex(digest))
        .isEqualTo(vector.get("eip191Digest").stringValue());
    assertThat(recover(digest, signature)).isEqualTo(Vectors.signer());
    assertThat(SiwxHeader.write(info, Vectors.signer(), signature))
        .isEqualTo(vector.get("header").stringValue())
        .isEqualTo(
            Base64.getEncoder()
                .encodeToString(
                    vector.get("headerJson").stringValue().getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void addressesAreWrittenInTheirMixedCase() {
    for (String mixed :
        List.of(
            "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
            "0x07F067959297767c887dbfA3C72379c66E82a045",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")) {
      assertThat(Address.parse(mixed).checksummed()).isEqualTo(mixed);
      assertThat(Address.parse(mixed.toUpperCase(Locale.ROOT)).checksummed()).isEqualTo(mixed);
    }
  }

  private static Address recover(byte[] digest, Signature signature) throws SignatureException {
    byte[] bytes = signature.bytes();
    Sign.SignatureData data =
        new Sign.SignatureData(
            bytes[64], Arrays.copyOfRange(bytes, 0, 32), Arrays.copyOfRange(bytes, 32, 64));
    BigInteger publicKey = Sign.signedMessageHashToKey(digest, data);
    return Address.parse("0x" + Keys.getAddress(publicKey));
  }
}
