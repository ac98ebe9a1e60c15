package dev.stipend.x402;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever stands in a header, its reader answers one of the ends it names, from the header alone:
 * it throws nothing, keeps nothing it cannot write back, and is done soon with little memory.
 */
class HeaderFuzzTest {

  private static final Duration TIME_MAX = Duration.ofSeconds(5);
  private static final long MEMORY_MAX = 32L * 1024 * 1024;
  private static final String MARK = "marked-content";

  private static final List<String> GOOD =
      List.of(
          Vectors.at("/x402Headers/paymentRequired/json").toString(),
          Vectors.at("/x402Headers/paymentResponse/json").toString(),
          Vectors.at("/x402Headers/paymentSignature/json").toString(),
          "{\"x402Version\":2,\"accepts\":[],\"extensions\":{\"sign-in-with-x\":{\"info\":"
              + Vectors.at("/siwx/2/inputs")
              + ",\"supportedChains\":[{\"chainId\":\"eip155:8453\",\"type\":\"eip191\"}]},"
              + "\"payment-identifier\":{\"info\":{\"required\":true}}}}");

  /** What breaks readers that trust lengths, depths, numbers, keys or letters. */
  private static final List<String> NASTY =
      List.of(
          "[".repeat(70),
          "{\"a\":".repeat(70),
          "9".repeat(101),
          "-".repeat(3),
          "1e2147483647",
          "1e-2147483648",
          "1e99999999999",
          "1E400",
          "0.1e-400",
          "9223372036854775808",
          "\"x402Version\":1,",
          "\"amount\":\"1\",\"amount\":\"2\",",
          "\\ud800",
          "\\u0000",
          "\u0000",
          "\uFEFF",
          "\u202E",
          "NaN",
          "Infinity",
          "//",
          "/*",
          "'",
          "null",
          "[]",
          "{}",
          "true",
          ",",
          "\"",
          "}");

  private static final List<String> STRANGERS =
      List.of(
          "null",
          "1",
          "2",
          "-1",
          "1.5",
          "1e400",
          "9223372036854775808",
          "\"\"",
          "\"2\"",
          "\"eip155:8453\"",
          "\"a\\nb\"",
          "true",
          "[]",
          "[[]]",
          "{}",
          "[null,7,\"x\"]");

  @Property(tries = 2000)
  void noDamageToBytesLeadsAnywhereElse(
      @ForAll("bytes") byte[] bytes, @ForAll("alphabets") Base64.Encoder alphabet) {
    isRead(alphabet.encodeToString(bytes));
  }

  @Property(tries = 2000)
  void noDamageToLettersLeadsAnywhereElse(@ForAll("damaged") String json) {
    isRead(base64(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Property(tries = 500)
  void noDamageToTheBase64LeadsAnywhereElse(
      @ForAll("damaged") String json, @ForAll @IntRange(max = 3000) int at, @ForAll char letter) {
    StringBuilder header = new StringBuilder(base64(json.getBytes(StandardCharsets.UTF_8)));
    header.insert(Math.min(at, header.length()), letter);
    isRead(header.toString());
  }

  /** The members that are read, with values of every kind, none of them where it belongs. */
  @Property(tries = 1000)
  void noMemberOfAnotherKindLeadsAnywhereElse(@ForAll("strangers") String json) {
    isRead(base64(json.getBytes(StandardCharsets.UTF_8)));
    ChallengeReading body = ChallengeHeader.readBody(JsonMapper.shared().readTree(json));
    assertThat(body).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[],", "{},", "1,", "\"\",", "[[[[[[[[]]]]]]]],", "1.5e7,", "{\"a\":{\"b\":{}}},"})
  void aFullHeaderIsReadSoonAndWithLittleMemory(String piece) {
    String many = piece.repeat((HeaderJson.LENGTH_MAX * 3 / 4 - 100) / piece.length());
    String list = "{\"x402Version\":2,\"accepts\":[" + many + "0]}";

    assertThat(ChallengeHeader.read(cheaply(base64(list.getBytes(StandardCharsets.UTF_8)))))
        .isInstanceOf(ChallengeReading.Read.class);
  }

  @Test
  void keysOfOneHashAreReadSoonAndWithLittleMemory() {
    List<String> keys = List.of("");
    while (keys.size() < 1_024) {
      keys = keys.stream().flatMap(key -> Stream.of(key + "Aa", key + "BB")).toList();
    }
    String members = keys.stream().map(key -> "\"" + key + "\":1,").collect(Collectors.joining());

    assertThat(keys.stream().map(String::hashCode).distinct()).hasSize(1);
    cheaply(base64(("{" + members + "\"x402Version\":2}").getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(ints = {65_536, 65_537, 1_000_000})
  void aHeaderBeyondTheLimitIsNotEvenDecoded(int length) {
    String header = "e30".repeat(length).substring(0, length);

    assertThat(ChallengeHeader.read(cheaply(header)))
        .isInstanceOf(ChallengeReading.Unreadable.class);
  }

  @Property(tries = 500)
  void noReasonQuotesTheHeader(@ForAll("damaged") String json) {
    String marked = json.replaceAll("[A-Za-z]{4,}", MARK);

    String reasons =
        reason(ChallengeHeader.read(base64(marked.getBytes(StandardCharsets.UTF_8))))
            + reason(ReceiptHeader.read(base64(marked.getBytes(StandardCharsets.UTF_8))));

    assertThat(reasons).doesNotContain(MARK);
  }

  private static String reason(ChallengeReading reading) {
    return reading instanceof ChallengeReading.Unreadable(String reason) ? reason : "";
  }

  private static String reason(ReceiptReading reading) {
    return reading instanceof ReceiptReading.Unreadable(String reason) ? reason : "";
  }

  private static void isRead(String header) {
    cheaply(header);
    if (ChallengeHeader.read(header) instanceof ChallengeReading.Read(Challenge challenge)) {
      challenge.offers().forEach(HeaderFuzzTest::goesBackAsItCame);
      canBeProven(challenge.siwx());
    }
  }

  private static void goesBackAsItCame(Offer offer) {
    SignedAuthorization signed =
        new SignedAuthorization(
            Vectors.authorization(Vectors.at("/transferWithAuthorization/0")),
            Signature.parse(Vectors.text("/transferWithAuthorization/0/signature")));

    byte[] written = Base64.getDecoder().decode(PaymentHeader.write(signed, offer, null, null));

    assertThat(new String(written, StandardCharsets.UTF_8))
        .endsWith(",\"accepted\":" + offer.source() + "}");
  }

  private static void canBeProven(@Nullable SiwxInfo info) {
    if (info != null) {
      Signature signature = Signature.parse(Vectors.text("/transferWithAuthorization/0/signature"));
      assertThat(info.digest(Vectors.signer())).hasSize(32);
      assertThat(SiwxHeader.write(info, Vectors.signer(), signature)).isNotEmpty();
    }
  }

  /** Reads with every reader, and watches the clock and what the thread takes from the heap. */
  private static String cheaply(String header) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long memory = thread.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    assertThat(ChallengeHeader.read(header)).isNotNull();
    assertThat(ReceiptHeader.read(header)).isNotNull();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIME_MAX);
    assertThat(thread.getCurrentThreadAllocatedBytes() - memory).isLessThan(MEMORY_MAX);
    return header;
  }

  @Provide
  Arbitrary<Base64.Encoder> alphabets() {
    return Arbitraries.of(
        Base64.getEncoder(),
        Base64.getUrlEncoder(),
        Base64.getEncoder().withoutPadding(),
        Base64.getUrlEncoder().withoutPadding());
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    return Combinators.combine(
            Arbitraries.of(GOOD), Arbitraries.longs(), Arbitraries.integers().between(1, 8))
        .as(HeaderFuzzTest::flip);
  }

  @Provide
  Arbitrary<String> damaged() {
    return Combinators.combine(
            Arbitraries.of(GOOD), Arbitraries.longs(), Arbitraries.integers().between(1, 5))
        .as(HeaderFuzzTest::splice);
  }

  @Provide
  Arbitrary<String> strangers() {
    return Combinators.combine(
            Arbitraries.of(GOOD), Arbitraries.longs(), Arbitraries.integers().between(1, 4))
        .as(HeaderFuzzTest::exchange);
  }

  /** Turns bits of some bytes over. */
  private static byte[] flip(String json, long seed, int count) {
    RandomGenerator random = new SplittableRandom(seed);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < count; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /** Puts something nasty, or a piece of the text itself, in the place of some letters. */
  private static String splice(String json, long seed, int count) {
    RandomGenerator random = new SplittableRandom(seed);
    String text = json;
    for (int i = 0; i < count; i++) {
      int from = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), from + random.nextInt(30));
      int again = random.nextInt(json.length());
      String piece =
          random.nextBoolean()
              ? NASTY.get(random.nextInt(NASTY.size()))
              : json.substring(again, Math.min(json.length(), again + random.nextInt(200)));
      text = text.substring(0, from) + piece + text.substring(to);
    }
    return text;
  }

  /** Puts a value of another kind behind some of the keys. */
  private static String exchange(String json, long seed, int count) {
    RandomGenerator random = new SplittableRandom(seed);
    JsonNode message = JsonMapper.shared().readTree(json);
    for (int i = 0; i < count; i++) {
      List<ObjectNode> objects = new ArrayList<>();
      collect(message, objects);
      ObjectNode object = objects.get(random.nextInt(objects.size()));
      List<String> names = List.copyOf(object.propertyNames());
      if (!names.isEmpty()) {
        String value = STRANGERS.get(random.nextInt(STRANGERS.size()));
        object.set(names.get(random.nextInt(names.size())), JsonMapper.shared().readTree(value));
      }
    }
    return message.toString();
  }

  private static void collect(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    node.forEach(child -> collect(child, objects));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
