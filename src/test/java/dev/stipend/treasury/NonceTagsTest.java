package dev.stipend.treasury;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import dev.stipend.x402.Bytes32;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A nonce tells us whose payment it was, and nobody else anything. */
class NonceTagsTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NonceKey KEY = key(1);
  private static final NonceTags TAGS = new NonceTags(List.of(KEY));
  private static final TeamId DESIGN = new TeamId("design");
  private static final TeamId LONG = new TeamId("marketing-europe-middle-east-and-africa");

  @Property(tries = 300)
  void nonceNamesItsSpendItsTeamAndItsAttempt(
      @ForAll("teams") TeamId team, @ForAll @IntRange(max = 7) int attempt) {
    SpendId spend = newSpend();

    NonceTag tag = TAGS.read(TAGS.nonce(spend, team, attempt)).orElseThrow();

    assertThat(tag.spend()).isEqualTo(spend);
    assertThat(tag.team(List.of(DESIGN, team))).isEqualTo(team);
    assertThat(tag.attempt()).isEqualTo(attempt);
    assertThat(tag.isTeamShortened()).isEqualTo(team.value().length() > 16);
  }

  @Property(tries = 300)
  void changedNonceIsNobodys(@ForAll @IntRange(max = 255) int bit) {
    byte[] nonce = TAGS.nonce(newSpend(), DESIGN, 0).bytes();
    nonce[bit / 8] ^= (byte) (1 << (bit % 8));

    assertThat(TAGS.read(Bytes32.of(nonce))).isEmpty();
  }

  @Test
  void othersNoncesAreNobodys() {
    for (int i = 0; i < 10_000; i++) {
      byte[] nonce = new byte[Bytes32.LENGTH];
      RANDOM.nextBytes(nonce);
      assertThat(TAGS.read(Bytes32.of(nonce))).isEmpty();
    }
    assertThat(TAGS.read(Bytes32.of(new byte[Bytes32.LENGTH]))).isEmpty();
  }

  @Test
  void formerKeyStillExplainsAndAnotherOneDoesNot() {
    SpendId spend = newSpend();
    Bytes32 before = TAGS.nonce(spend, DESIGN, 0);
    NonceTags rotated = new NonceTags(List.of(key(2), KEY));

    assertThat(rotated.read(before).orElseThrow().spend()).isEqualTo(spend);
    assertThat(rotated.nonce(spend, DESIGN, 0)).isNotEqualTo(before);
    assertThat(new NonceTags(List.of(key(2))).read(before)).isEmpty();
  }

  @Test
  void eachAttemptOfASpendHasItsOwnNonceAndKeepsIt() {
    SpendId spend = newSpend();
    Set<Bytes32> nonces = new HashSet<>();
    for (int attempt = 0; attempt < NonceTags.ATTEMPTS_MAX; attempt++) {
      nonces.add(TAGS.nonce(spend, DESIGN, attempt));
      nonces.add(TAGS.nonce(spend, DESIGN, attempt));
    }

    assertThat(nonces).hasSize(NonceTags.ATTEMPTS_MAX);
    assertThatThrownBy(() -> TAGS.nonce(spend, DESIGN, NonceTags.ATTEMPTS_MAX))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void teamWithALongIdIsFoundAmongThoseKnownOrHasAStandIn() {
    NonceTag tag = TAGS.read(TAGS.nonce(newSpend(), LONG, 0)).orElseThrow();

    assertThat(tag.team(List.of(DESIGN, LONG))).isEqualTo(LONG);
    assertThat(tag.team(List.of(DESIGN)).value())
        .startsWith("marketin-")
        .isNotEqualTo(LONG.value());
    assertThat(tag.team(List.of())).isEqualTo(tag.team(List.of(DESIGN)));
  }

  /** Nonces of spends that follow each other closely, of one team: the worst case. */
  @Test
  void noncesLookRandom() {
    int count = 20_000;
    int[] ones = new int[256];
    int[] changes = new int[256];
    SpendId spend = newSpend();
    byte[] before = TAGS.nonce(spend, DESIGN, 0).bytes();
    for (int i = 1; i <= count; i++) {
      SpendId next = SpendId.of(spend.number().add(BigInteger.valueOf(i)));
      byte[] nonce = TAGS.nonce(next, DESIGN, 0).bytes();
      for (int bit = 0; bit < 256; bit++) {
        ones[bit] += (nonce[bit / 8] >> (bit % 8)) & 1;
        changes[bit] += ((nonce[bit / 8] ^ before[bit / 8]) >> (bit % 8)) & 1;
      }
      before = nonce;
    }
    // Six standard deviations of a fair coin: 256 bits twice fail once in a million runs.
    int wide = 6 * 71;
    for (int bit = 0; bit < 256; bit++) {
      assertThat(ones[bit]).as("bit " + bit).isBetween(count / 2 - wide, count / 2 + wide);
      assertThat(changes[bit]).as("bit " + bit).isBetween(count / 2 - wide, count / 2 + wide);
    }
  }

  @Test
  void keyIsThatOfHkdf() throws GeneralSecurityException {
    byte[] secret = new byte[32];
    RANDOM.nextBytes(secret);
    byte[] purpose = "stipend nonce tag v1".getBytes(StandardCharsets.US_ASCII);
    SecretKey derived =
        KDF.getInstance("HKDF-SHA256")
            .deriveKey(
                "HmacSHA256",
                HKDFParameterSpec.ofExtract()
                    .addIKM(secret)
                    .addSalt(purpose)
                    .thenExpand(purpose, 32));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(derived);

    assertThat(NonceKey.from(secret).function().doFinal(purpose)).isEqualTo(mac.doFinal(purpose));
  }

  @Test
  void keyAndTagsShowNothing() {
    assertThat(KEY.toString()).isEqualTo("NonceKey[hidden]");
    assertThat(TAGS.toString()).isEqualTo("NonceTags[1 keys]");
    assertThatThrownBy(() -> NonceKey.from(new byte[16]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<TeamId> teams() {
    return Arbitraries.strings()
        .withChars("abcdefghijklmnopqrstuvwxyz0123456789-")
        .ofMinLength(1)
        .ofMaxLength(40)
        .filter(text -> !text.startsWith("-"))
        .map(TeamId::new);
  }

  private static SpendId newSpend() {
    return SpendId.make(Instant.now(), RANDOM);
  }

  private static NonceKey key(long seed) {
    byte[] secret = new byte[32];
    new Random(seed).nextBytes(secret);
    return NonceKey.from(secret);
  }
}
