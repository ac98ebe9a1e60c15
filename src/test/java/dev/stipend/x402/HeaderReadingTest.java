package dev.stipend.x402;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stipend.money.Money;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A seller may send anything: what is readable is read, nothing throws, nothing is guessed. */
class HeaderReadingTest {

  private static final String OFFER =
      """
      {"scheme":"exact","network":"eip155:8453","amount":"134000","asset":"0xaa","payTo":"0xbb"}""";

  @Test
  void base64MayBeOfEitherAlphabetAndUnpadded() {
    byte[] json = "{\"x402Version\":2,\"x\":\"?>?>~~\"}".getBytes(StandardCharsets.UTF_8);

    for (Base64.Encoder encoder :
        List.of(
            Base64.getEncoder(),
            Base64.getUrlEncoder(),
            Base64.getEncoder().withoutPadding(),
            Base64.getUrlEncoder().withoutPadding())) {
      assertThat(ChallengeHeader.read(encoder.encodeToString(json)))
          .isInstanceOf(ChallengeReading.Read.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "!",
        "e30 ",
        "e30\n",
        "e+_w",
        "bnVsbA==",
        "W10=",
        "/////w==",
        "e30=e30=",
      })
  void whatIsNoJsonObjectInBase64IsUnreadable(String header) {
    assertThat(ChallengeHeader.read(header)).isInstanceOf(ChallengeReading.Unreadable.class);
    assertThat(ReceiptHeader.read(header)).isInstanceOf(ReceiptReading.Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"x402Version\":\"2\"}",
        "{\"x402Version\":2.0}",
        "{\"x402Version\":4294967298}",
        "{\"x402Version\":2}{\"x402Version\":2}",
        "{\"x402Version\":2,\"x402Version\":2}",
        "{\"x402Version\":2,\"resource\":{\"url\":\"\\ud800\"}}",
      })
  void aChallengeWithoutOneClearMeaningIsUnreadable(String json) {
    assertThat(read(json)).isInstanceOf(ChallengeReading.Unreadable.class);
  }

  @Test
  void depthAndLengthAreBounded() {
    String deep = "{\"x402Version\":2,\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    String bomb = "{\"x402Version\":2,\"a\":" + "9".repeat(20_000) + "}";
    String longest = "{\"x402Version\":2,\"a\":\"" + "x".repeat(70_000) + "\"}";

    assertThat(read(deep)).isInstanceOf(ChallengeReading.Unreadable.class);
    assertThat(read(bomb)).isInstanceOf(ChallengeReading.Unreadable.class);
    assertThat(read(longest)).isInstanceOf(ChallengeReading.Unreadable.class);
  }

  @Test
  void anAbsentHeaderIsToldApartFromAnUnreadableOne() {
    assertThat(ReceiptHeader.read(null)).isEqualTo(new ReceiptReading.Absent());
    assertThat(ChallengeHeader.read(null)).isInstanceOf(ChallengeReading.Unreadable.class);
  }

  @Test
  void versionOneIsReadSoThatItCanBeNamed() {
    Challenge challenge = challenge("{\"x402Version\":1,\"accepts\":[{\"scheme\":\"exact\"}]}");

    assertThat(challenge.version()).isEqualTo(1);
    assertThat(challenge.offers()).isEmpty();
  }

  @Test
  void versionOneIsRecognisedInTheBodyAndNothingElseIsReadThere() {
    String offers = ",\"accepts\":[" + OFFER + "]}";

    for (int version : new int[] {1, 0, -1, 3}) {
      assertThat(readBody("{\"x402Version\":" + version + offers))
          .isEqualTo(new ChallengeReading.Read(Challenge.ofVersion(version)));
    }
    for (String version : List.of("2", "\"1\"", "1.0", "null", "4294967297", "[1]")) {
      assertThat(readBody("{\"x402Version\":" + version + offers))
          .isInstanceOf(ChallengeReading.Unreadable.class);
    }
    for (String body : List.of("{}", "[]", "1", "null", "\"x402Version\"")) {
      assertThat(readBody(body)).isInstanceOf(ChallengeReading.Unreadable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "[]", "{\"url\":7}", "{\"url\":{}}", "true"})
  void aResourceWithoutAnAddressThatCanBeReadIsNotTakenForNone(String resource) {
    assertThat(challenge("{\"x402Version\":2,\"resource\":" + resource + "}").resourceUrl())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "7",
        "[]",
        "{}",
        "{\"scheme\":\"exact\",\"network\":\"a\",\"amount\":134000,\"asset\":\"a\",\"payTo\":\"b\"}",
        "{\"scheme\":\"exact\",\"network\":\"a\",\"amount\":\"1\",\"asset\":null,\"payTo\":\"b\"}",
        "{\"scheme\":\"exact\",\"network\":\"a\",\"amount\":\"1\",\"asset\":\"a\",\"payTo\":\"b\","
            + "\"extra\":[]}",
        "{\"scheme\":\"exact\",\"network\":\"a\",\"amount\":\"1\",\"asset\":\"a\",\"payTo\":\"b\","
            + "\"extra\":{\"name\":7}}",
      })
  void anEntryThatIsNoOfferIsLeftOutAndTheOthersStay(String entry) {
    Challenge challenge =
        challenge("{\"x402Version\":2,\"accepts\":[" + entry + "," + OFFER + "]}");

    assertThat(challenge.offers()).extracting(Offer::amount).containsExactly("134000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "", "1234567890123456789012345678901234567890"})
  void anAmountIsHandedOnAsItCame(String amount) {
    String offer = OFFER.replace("134000", amount);

    Challenge challenge = challenge("{\"x402Version\":2,\"accepts\":[" + offer + "]}");

    assertThat(challenge.offers().getFirst().amount()).isEqualTo(amount);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"300\"", "300.5", "1e2", "null", "99999999999999999999"})
  void aTimeoutThatIsNoWholeNumberCountsAsAbsent(String timeout) {
    String offer = OFFER.replace("}", ",\"maxTimeoutSeconds\":" + timeout + "}");

    Challenge challenge = challenge("{\"x402Version\":2,\"accepts\":[" + offer + "]}");

    assertThat(challenge.offers().getFirst().maxTimeoutSeconds()).isNull();
  }

  @Test
  void theAcceptedOfferGoesBackWithEveryMemberItCameWith() {
    String odd =
        OFFER.replace(
            "}",
            ",\"maxTimeoutSeconds\":-5,\"extra\":{\"rate\":1.50,\"name\":\"ü\"},\"x\":[null,1E+3]}");
    Challenge challenge = challenge("{\"x402Version\":2,\"accepts\":[" + odd + "]}");
    SignedAuthorization signed =
        new SignedAuthorization(
            Vectors.authorization(Vectors.at("/transferWithAuthorization/0")),
            Signature.parse(Vectors.text("/transferWithAuthorization/0/signature")));

    String header = PaymentHeader.write(signed, challenge.offers().getFirst(), null, null);

    String json = new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8);
    assertThat(json).endsWith(",\"accepted\":" + odd + "}");
  }

  @Test
  void onlyExtensionsThatSaySoAreRequired() {
    Challenge challenge =
        challenge(
            """
            {"x402Version":2,"extensions":{"bazaar":{"info":{}},"a":{"info":{"required":true}},
             "b":{"info":{"required":"true"}},"c":7}}""");

    assertThat(challenge.requiredExtensions()).containsExactly("a");
  }

  @Test
  void aPaymentNamesItsPurchaseWhereThatIsOffered() {
    Challenge challenge =
        challenge(
            "{\"x402Version\":2,\"accepts\":["
                + OFFER
                + "],\"extensions\":{\"x\":{},\"payment-identifier\":"
                + "{\"info\":{\"required\":true},\"schema\":{\"type\":1.50}}}}");
    SignedAuthorization signed =
        new SignedAuthorization(
            Vectors.authorization(Vectors.at("/transferWithAuthorization/0")),
            Signature.parse(Vectors.text("/transferWithAuthorization/0/signature")));

    String header =
        PaymentHeader.write(
            signed,
            challenge.offers().getFirst(),
            null,
            PaymentIdentifier.answer(challenge.paymentIdentifier(), "0123456789abcdef"));

    assertThat(challenge.requiredExtensions()).isEmpty();
    assertThat(new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8))
        .endsWith(
            ",\"extensions\":{\"payment-identifier\":{\"info\":{\"required\":true,"
                + "\"id\":\"0123456789abcdef\"},\"schema\":{\"type\":1.50}}}}");
    assertThat(String.valueOf(challenge.paymentIdentifier())).doesNotContain("0123456789abcdef");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "{}", "{\"info\":null}", "{\"info\":[]}"})
  void anIdentifierNobodyCanAnswerIsLeftOut(String extension) {
    Challenge challenge =
        challenge("{\"x402Version\":2,\"extensions\":{\"payment-identifier\":" + extension + "}}");

    assertThat(PaymentIdentifier.answer(challenge.paymentIdentifier(), "0123456789abcdef"))
        .isNull();
  }

  @Test
  void theChainOfAProofMayStandAmongTheSupportedOnes() {
    Challenge challenge =
        challenge(
            """
            {"x402Version":2,"accepts":[],"extensions":{"sign-in-with-x":{
              "info":{"domain":"a.example","uri":"https://a.example/","version":"1",
                      "nonce":"12345678","issuedAt":"2026-11-20T07:41:52.262Z"},
              "supportedChains":[
                {"chainId":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","type":"ed25519"},
                {"chainId":"eip155:8453","type":"eip191"}]}}}""");

    SiwxInfo info = Objects.requireNonNull(challenge.siwx());

    assertThat(info.chainId()).isEqualTo("eip155:8453");
    assertThat(info.type()).isEqualTo("eip191");
  }

  @Test
  void aProofCannotCarryASecondTextInALine() {
    SiwxInfo info = Vectors.info(Vectors.at("/siwx/0"));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SiwxInfo.of(
                    "good.example wants\nevil.example",
                    info.uri(),
                    Network.BASE,
                    info.nonce(),
                    info.issuedAt(),
                    info.issuedAt()));
  }

  @Test
  void secretsDoNotShowInText() {
    Signature signature = Signature.parse(Vectors.text("/transferWithAuthorization/0/signature"));
    SignedAuthorization signed =
        new SignedAuthorization(
            Vectors.authorization(Vectors.at("/transferWithAuthorization/0")), signature);

    assertThat(signed.toString()).doesNotContain(signature.hex().substring(2, 20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "01", "1d"})
  void aSignatureOfAnotherRecoveryFormIsRefused(String v) {
    String hex = Vectors.text("/transferWithAuthorization/0/signature");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Signature.parse(hex.substring(0, 130) + v));
  }

  @Test
  void aSignatureWithAHighSIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Signature.parse("0x" + "11".repeat(32) + "ee".repeat(32) + "1b"))
        .withMessageContaining("lower half");
  }

  @Test
  void anAuthorizationThatIsNeverValidIsRefused() {
    Address address = Vectors.signer();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Authorization(
                    address, address, Money.ZERO, 5, 5, Bytes32.of(new byte[Bytes32.LENGTH])));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "eip155:", "eip155:0", "eip155:08453", "eip155:-1", "base", "8453"})
  void whatIsNoEvmNetworkIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Network.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x", "f39fd6e51aad88f6f4ce6ab8827279cfffb92266", "0x٣", "0xg"})
  void whatIsNoAddressIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Address.parse(text));
  }

  @Property
  void noTextMakesAReaderThrow(@ForAll String header) {
    assertThat(ChallengeHeader.read(header)).isNotNull();
    assertThat(ReceiptHeader.read(header)).isNotNull();
  }

  @Property
  void noBytesMakeAReaderThrow(@ForAll byte[] bytes) {
    String header = Base64.getEncoder().encodeToString(bytes);
    assertThat(ChallengeHeader.read(header)).isNotNull();
    assertThat(ReceiptHeader.read(header)).isNotNull();
  }

  @Property
  void noDamageToAGoodHeaderMakesAReaderThrow(@ForAll("damagedChallenges") String json) {
    assertThat(read(json)).isNotNull();
    assertThat(ReceiptHeader.read(base64(json))).isNotNull();
  }

  @Provide
  Arbitrary<String> damagedChallenges() {
    String good = Vectors.at("/x402Headers/paymentRequired/json").toString();
    String siwx =
        "{\"x402Version\":2,\"extensions\":{\"sign-in-with-x\":{\"info\":"
            + Vectors.at("/siwx/2/inputs")
            + ",\"supportedChains\":[]}}}";
    Arbitrary<String> pieces =
        Arbitraries.of(
            "null", "[]", "{}", "\"\"", "0", "-1", "1e999", "true", ",", "}", "\\ud800", "\u0000");
    return Arbitraries.of(good, siwx)
        .flatMap(
            text ->
                Arbitraries.integers()
                    .between(0, text.length() - 1)
                    .flatMap(
                        from ->
                            Arbitraries.integers()
                                .between(from, Math.min(text.length(), from + 40))
                                .flatMap(
                                    to ->
                                        pieces.map(
                                            piece ->
                                                text.substring(0, from)
                                                    + piece
                                                    + text.substring(to)))));
  }

  private static Challenge challenge(String json) {
    return ((ChallengeReading.Read) read(json)).challenge();
  }

  private static ChallengeReading read(String json) {
    return ChallengeHeader.read(base64(json));
  }

  private static ChallengeReading readBody(String json) {
    return ChallengeHeader.readBody(JsonMapper.shared().readTree(json));
  }

  private static String base64(String json) {
    return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
