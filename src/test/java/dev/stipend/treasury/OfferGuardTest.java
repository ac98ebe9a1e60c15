package dev.stipend.treasury;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.money.Money;
import dev.stipend.treasury.GuardVerdict.Kind;
import dev.stipend.treasury.GuardVerdict.Surprise;
import dev.stipend.treasury.GuardVerdict.TooDear;
import dev.stipend.treasury.GuardVerdict.Trusted;
import dev.stipend.x402.Address;
import dev.stipend.x402.ChallengeHeader;
import dev.stipend.x402.ChallengeReading;
import dev.stipend.x402.Network;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class OfferGuardTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String PAYEE = "0x07f067959297767c887dbfa3c72379c66e82a045";
  private static final Money CEILING = Money.parseDollars("0.30");
  private static final TrustedTerms TERMS =
      new TrustedTerms(
          URI.create("https://stablestudio.dev"),
          Network.BASE,
          Set.of(Address.parse(PAYEE)),
          Duration.ofSeconds(300));

  private final OfferGuard guard = new OfferGuard(TERMS);

  @Test
  void theOfferOfTheRealSellerIsTrusted() {
    assertThat(judge(c -> {}))
        .isInstanceOfSatisfying(
            Trusted.class,
            trusted -> {
              assertThat(trusted.offer().price()).isEqualTo(Money.parseDollars("0.134"));
              assertThat(trusted.offer().payee()).isEqualTo(Address.parse(PAYEE));
              assertThat(trusted.offer().validity()).isEqualTo(Duration.ofSeconds(300));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "payTo, 0x1111111111111111111111111111111111111111, PAYEE",
    "payTo, nobody, PAYEE",
    "asset, 0x1111111111111111111111111111111111111111, ASSET",
    "network, eip155:1, NO_USABLE_OFFER",
    "network, base, NO_USABLE_OFFER",
    "scheme, upto, NO_USABLE_OFFER",
    "amount, 0, AMOUNT",
    "amount, -1, AMOUNT",
    "amount, 1.5, AMOUNT",
    "amount, 0x10, AMOUNT",
    "amount, 1234567890123456789012345678901234567890, AMOUNT"
  })
  void anOfferThatIsNotOursIsASurprise(String field, String value, Kind kind) {
    assertThat(judge(challenge -> offer(challenge).put(field, value)))
        .isInstanceOfSatisfying(Surprise.class, s -> assertThat(s.kind()).isEqualTo(kind));
  }

  @ParameterizedTest
  @CsvSource({"name, USDC", "version, 1"})
  void anotherDomainThanTheTokensIsASurprise(String field, String value) {
    assertThat(judge(c -> ((ObjectNode) offer(c).get("extra")).put(field, value)))
        .isInstanceOfSatisfying(Surprise.class, s -> assertThat(s.kind()).isEqualTo(Kind.DOMAIN));
  }

  @Test
  void aTransferMethodWeDoNotSignIsNotUsable() {
    assertThat(
            judge(c -> ((ObjectNode) offer(c).get("extra")).put("assetTransferMethod", "permit2")))
        .isInstanceOfSatisfying(
            Surprise.class, s -> assertThat(s.kind()).isEqualTo(Kind.NO_USABLE_OFFER));
  }

  @Test
  void anOfferWithoutDomainOrTimeoutUsesOurOwn() {
    assertThat(judge(c -> offer(c).remove("extra"))).isInstanceOf(Trusted.class);
    assertThat(judge(c -> offer(c).remove("maxTimeoutSeconds")))
        .isInstanceOfSatisfying(
            Trusted.class,
            t -> assertThat(t.offer().validity()).isEqualTo(Duration.ofSeconds(300)));
  }

  @ParameterizedTest
  @CsvSource({"-5, 300", "0, 300", "30, 60", "120, 120", "100000, 300"})
  void theLifeOfAnAuthorizationIsBounded(long asked, long given) {
    assertThat(judge(c -> offer(c).put("maxTimeoutSeconds", asked)))
        .isInstanceOfSatisfying(
            Trusted.class,
            t -> assertThat(t.offer().validity()).isEqualTo(Duration.ofSeconds(given)));
  }

  @Test
  void theCheapestOfSeveralUsableOffersIsTaken() {
    assertThat(
            judge(
                challenge -> {
                  ArrayNode accepts = (ArrayNode) challenge.get("accepts");
                  ObjectNode cheaper = offer(challenge).deepCopy();
                  accepts.add(cheaper.put("amount", "100000"));
                  accepts.insert(0, JSON.createObjectNode().put("scheme", "new").put("x", 1));
                }))
        .isInstanceOfSatisfying(
            Trusted.class, t -> assertThat(t.offer().price()).isEqualTo(Money.parseDollars("0.1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/api",
        "http://stablestudio.dev/api",
        "https://stablestudio.dev:8443/api",
        "https://stablestudio.dev.evil.example/api",
        "https://stablestudio.dev@evil.example/api",
        "not a url",
        "/api/generate",
        ""
      })
  void anOfferForAnotherOriginIsASurprise(String url) {
    assertThat(judge(c -> ((ObjectNode) c.get("resource")).put("url", url)))
        .isInstanceOfSatisfying(Surprise.class, s -> assertThat(s.kind()).isEqualTo(Kind.ORIGIN));
  }

  @Test
  void anotherProtocolVersionIsASurprise() {
    assertThat(judge(c -> c.put("x402Version", 1)))
        .isInstanceOfSatisfying(
            Surprise.class, s -> assertThat(s.kind()).isEqualTo(Kind.PROTOCOL_VERSION));
  }

  @Test
  void anUnknownExtensionIsIgnoredUnlessItIsRequired() {
    assertThat(judge(c -> extension(c, false))).isInstanceOf(Trusted.class);
    assertThat(judge(c -> extension(c, true)))
        .isInstanceOfSatisfying(
            Surprise.class, s -> assertThat(s.kind()).isEqualTo(Kind.REQUIRED_EXTENSION));
  }

  @Test
  void namingThePurchaseMayBeRequired() {
    assertThat(
            judge(
                c ->
                    c.putObject("extensions")
                        .putObject("payment-identifier")
                        .putObject("info")
                        .put("required", true)))
        .isInstanceOfSatisfying(
            Trusted.class, t -> assertThat(t.offer().paymentIdentifier()).isNotNull());
  }

  @Test
  void versionOneIsNamedThoughItAsksInTheBody() {
    ObjectNode body = JSON.createObjectNode().put("x402Version", 1);
    body.putArray("accepts").addObject().put("maxAmountRequired", "134000");

    assertThat(guard.judge(ChallengeHeader.readBody(body), CEILING))
        .isInstanceOfSatisfying(
            Surprise.class, s -> assertThat(s.kind()).isEqualTo(Kind.PROTOCOL_VERSION));
  }

  @Test
  void whatCostsMoreThanTheCeilingIsTooDear() {
    assertThat(judge(c -> offer(c).put("amount", "10000000")))
        .isEqualTo(new TooDear(Money.parseDollars("10"), CEILING));
  }

  @Test
  void aChallengeThatCannotBeReadIsASurprise() {
    assertThat(guard.judge(ChallengeHeader.read("%%%"), CEILING))
        .isInstanceOfSatisfying(
            Surprise.class, s -> assertThat(s.kind()).isEqualTo(Kind.UNREADABLE));
  }

  private GuardVerdict judge(Consumer<ObjectNode> change) {
    ObjectNode challenge =
        (ObjectNode)
            JSON.readTree(
                """
                {"x402Version":2,
                 "resource":{"url":"https://stablestudio.dev/api/generate/nano-banana-pro/generate"},
                 "accepts":[{"scheme":"exact","network":"eip155:8453","amount":"134000",
                   "asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
                   "payTo":"%s","maxTimeoutSeconds":300,
                   "extra":{"name":"USD Coin","version":"2"}}]}
                """
                    .formatted(PAYEE));
    change.accept(challenge);
    String header =
        Base64.getEncoder().encodeToString(challenge.toString().getBytes(StandardCharsets.UTF_8));
    ChallengeReading reading = ChallengeHeader.read(header);
    assertThat(reading).isInstanceOf(ChallengeReading.Read.class);
    return guard.judge(reading, CEILING);
  }

  private static ObjectNode offer(ObjectNode challenge) {
    return (ObjectNode) challenge.get("accepts").get(0);
  }

  private static void extension(ObjectNode challenge, boolean required) {
    challenge.putObject("extensions").putObject("new").putObject("info").put("required", required);
  }
}
