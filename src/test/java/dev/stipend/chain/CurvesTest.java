package dev.stipend.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stipend.x402.Vectors;
import java.io.IOException;
import java.lang.foreign.SymbolLookup;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Two implementations of one curve: nobody can tell by a signature which of them made it. */
class CurvesTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final String ORDER =
      "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

  @ParameterizedTest
  @MethodSource("curvesAndDigests")
  void aDigestIsSignedAsPublished(Curve curve, String digest, String signature) {
    Curve.Key key = curve.key(bytes(Vectors.text("/signer/privateKey")));

    assertThat(HEX.formatHex(key.sign(bytes(digest)))).isEqualTo(signature.substring(2));
  }

  @Property(tries = 300)
  void bothSignAnyDigestAlikeWithAnyKey(
      @ForAll @Size(32) byte[] secret, @ForAll @Size(32) byte[] digest) {
    Optional<Curve.Key> one = key(Curves.best(), secret);
    Optional<Curve.Key> other = key(new JavaCurve(), secret);

    assertThat(one.isPresent()).isEqualTo(other.isPresent());
    if (one.isPresent() && other.isPresent()) {
      assertThat(one.get().publicKey()).isEqualTo(other.get().publicKey());
      assertThat(one.get().sign(digest)).isEqualTo(other.get().sign(digest));
    }
  }

  @Test
  void bothSignADigestBeyondTheOrderAlike() {
    byte[] secret = bytes(Vectors.text("/signer/privateKey"));
    byte[] digest = new byte[32];
    Arrays.fill(digest, (byte) 0xff);

    assertThat(Curves.best().key(secret).sign(digest))
        .isEqualTo(new JavaCurve().key(secret).sign(digest));
  }

  @ParameterizedTest
  @MethodSource("curves")
  void whatIsNoNumberOfTheCurveIsRefused(Curve curve) {
    for (String secret : List.of("00".repeat(32), ORDER, "ff".repeat(32))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> curve.key(HEX.parseHex(secret)))
          .withMessageNotContaining(secret);
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void bothProveThemselves(Curve curve) {
    assertThat(Curves.isRight(curve)).isTrue();
  }

  @Test
  void aUsualMachineSignsNatively() {
    assumeTrue(System.getProperty("os.name").equals("Linux"));
    assumeTrue(List.of("amd64", "aarch64").contains(System.getProperty("os.arch")));

    assertThat(Curves.best().isQuick()).isTrue();
  }

  @Test
  void aMachineForWhichNoLibraryIsCarriedSignsInJava() {
    assertThat(Curves.choose(() -> NativeLibrary.load("Linux", "s390x")))
        .isInstanceOf(JavaCurve.class);
    assertThat(Curves.choose(() -> NativeLibrary.load("Plan 9", "amd64")))
        .isInstanceOf(JavaCurve.class);
  }

  @Test
  void aLibraryOfAnotherSystemOrWithoutTheFunctionsIsNotUsed() {
    assumeTrue(System.getProperty("os.name").equals("Linux"));

    assertThat(Curves.choose(() -> NativeLibrary.load("Windows 11", "amd64")))
        .isInstanceOf(JavaCurve.class);
    assertThat(Curves.choose(() -> SymbolLookup.loaderLookup())).isInstanceOf(JavaCurve.class);
    assertThat(
            Curves.choose(
                () -> {
                  throw new IOException("no place for a file");
                }))
        .isInstanceOf(JavaCurve.class);
  }

  static Stream<Curve> curves() {
    return Stream.of(Curves.best(), new JavaCurve());
  }

  static Stream<Arguments> curvesAndDigests() {
    return curves()
        .flatMap(
            curve ->
                Stream.concat(
                    Vectors.at("/transferWithAuthorization")
                        .valueStream()
                        .map(vector -> arguments(curve, vector, "digest")),
                    Vectors.proofs().map(vector -> arguments(curve, vector, "eip191Digest"))));
  }

  private static Arguments arguments(Curve curve, JsonNode vector, String digest) {
    return Arguments.of(
        curve, vector.get(digest).stringValue(), vector.get("signature").stringValue());
  }

  private static Optional<Curve.Key> key(Curve curve, byte[] secret) {
    try {
      return Optional.of(curve.key(secret));
    } catch (IllegalArgumentException notOfTheCurve) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(String hex) {
    return HEX.parseHex(hex, 2, hex.length());
  }
}
