package dev.stipend.treasury;

import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import dev.stipend.x402.Bytes32;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * Makes nonces that tell us, and nobody else, for whose spend a payment was: with the treasury's
 * secret alone every transfer on the chain names its spend and its team.
 *
 * <p>A nonce is one block of a cipher that is 32 bytes wide. In the block stand the spend id (128
 * bits), the team (85), the attempt (3) and forty zeros. The cipher is a Feistel network of four
 * rounds with HMAC-SHA256 as its function, a strong pseudo-random permutation (Luby and Rackoff,
 * "How to construct pseudorandom permutations from pseudorandom functions", 1988). So nonces look
 * random to whoever has no key; two are equal only if spend, team and attempt are; and a block that
 * was changed anywhere decrypts to another one that has nothing to do with it, in which the zeros,
 * and a team that can be one, are there by less than one chance in 2^40 (Bellare and Rogaway,
 * "Encode-then-encipher encryption", 2000).
 *
 * <p>Whoever can put a nonce of his own choice on a transfer out of the treasury has its key
 * already: what the zeros must tell apart is only our nonces and others' random ones.
 */
public final class NonceTags {

  public static final int ATTEMPTS_MAX = 8;

  private static final int ROUNDS = 4;
  private static final int HALF = Bytes32.LENGTH / 2;
  private static final int ZEROS = 40;
  private static final int ATTEMPT_BITS = 3;

  private final List<NonceKey> keys;

  /**
   * Writes with one key and reads with several.
   *
   * @param keys the one in use, then former ones, whose payments are explained still
   */
  public NonceTags(List<NonceKey> keys) {
    this.keys = List.copyOf(keys);
    if (this.keys.isEmpty()) {
      throw new IllegalArgumentException("nonces are tagged with a key");
    }
  }

  /** The same for the same three, however often. */
  public Bytes32 nonce(SpendId spend, TeamId team, int attempt) {
    if (attempt < 0 || attempt >= ATTEMPTS_MAX) {
      throw new IllegalArgumentException("a spend is authorized eight times at most");
    }
    BigInteger block =
        spend
            .number()
            .shiftLeft(TeamCode.BITS)
            .or(TeamCode.of(team).bits())
            .shiftLeft(ATTEMPT_BITS)
            .or(BigInteger.valueOf(attempt))
            .shiftLeft(ZEROS);
    return Bytes32.of(encipher(keys.getFirst().function(), bytes(block)));
  }

  /** Empty for a nonce that was made by somebody else, or with a key that is not here. */
  public Optional<NonceTag> read(Bytes32 nonce) {
    return keys.stream()
        .map(key -> tag(new BigInteger(1, decipher(key.function(), nonce.bytes()))))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<NonceTag> tag(BigInteger block) {
    if (block.getLowestSetBit() < ZEROS) {
      return Optional.empty();
    }
    BigInteger rest = block.shiftRight(ZEROS);
    int attempt = low(rest, ATTEMPT_BITS).intValue();
    rest = rest.shiftRight(ATTEMPT_BITS);
    SpendId spend = SpendId.of(rest.shiftRight(TeamCode.BITS));
    return TeamCode.read(low(rest, TeamCode.BITS)).map(team -> new NonceTag(spend, team, attempt));
  }

  private static BigInteger low(BigInteger number, int bits) {
    return number.and(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
  }

  private static byte[] encipher(Mac function, byte[] block) {
    for (int round = 0; round < ROUNDS; round++) {
      mix(function, round, block, round % 2 == 0 ? HALF : 0);
    }
    return block;
  }

  private static byte[] decipher(Mac function, byte[] block) {
    for (int round = ROUNDS - 1; round >= 0; round--) {
      mix(function, round, block, round % 2 == 0 ? HALF : 0);
    }
    return block;
  }

  /** Changes one half by what the other one, which stays, makes of the key. */
  private static void mix(Mac function, int round, byte[] block, int from) {
    function.update((byte) round);
    function.update(block, from, HALF);
    byte[] mask = function.doFinal();
    int to = HALF - from;
    for (int i = 0; i < HALF; i++) {
      block[to + i] ^= mask[i];
    }
  }

  private static byte[] bytes(BigInteger block) {
    byte[] bytes = new byte[Bytes32.LENGTH];
    byte[] digits = block.toByteArray();
    int length = Math.min(digits.length, bytes.length);
    System.arraycopy(digits, digits.length - length, bytes, bytes.length - length, length);
    return bytes;
  }

  @Override
  public String toString() {
    return "NonceTags[" + keys.size() + " keys]";
  }
}
