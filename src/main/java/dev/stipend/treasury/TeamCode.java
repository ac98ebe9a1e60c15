package dev.stipend.treasury;

import dev.stipend.team.TeamId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Optional;

/**
 * A team in 85 bits. An id of up to 16 characters is there in full. Of a longer one there are its
 * first eight characters and 42 bits of its hash: whoever has a list of teams knows which it is.
 */
public record TeamCode(BigInteger bits) {

  static final int BITS = 85;

  /** What an id is made of; the first place stands for no character. */
  private static final String CHARACTERS = " abcdefghijklmnopqrstuvwxyz0123456789-";

  private static final BigInteger BASE = BigInteger.valueOf(CHARACTERS.length());

  /** Both lengths are multiples of it. */
  private static final int DIGITS_OF_LONG = 8;

  private static final BigInteger BASE_OF_LONGS = BASE.pow(DIGITS_OF_LONG);
  private static final int LENGTH_IN_FULL = 16;
  private static final int LENGTH_OF_BEGINNING = 8;
  private static final int BITS_OF_HASH = 42;
  private static final int BIT_OF_LONG = BITS - 1;
  private static final BigInteger HASH_MASK =
      BigInteger.ONE.shiftLeft(BITS_OF_HASH).subtract(BigInteger.ONE);

  static TeamCode of(TeamId team) {
    String id = team.value();
    if (id.length() <= LENGTH_IN_FULL) {
      return new TeamCode(number(id, LENGTH_IN_FULL));
    }
    BigInteger beginning = number(id.substring(0, LENGTH_OF_BEGINNING), LENGTH_OF_BEGINNING);
    return new TeamCode(beginning.shiftLeft(BITS_OF_HASH).or(hash(id)).setBit(BIT_OF_LONG));
  }

  /** Empty when no team has this code. */
  static Optional<TeamCode> read(BigInteger bits) {
    TeamCode code = new TeamCode(bits);
    String text = code.text();
    boolean isPossible =
        TeamId.isOne(text)
            && (code.isShortened()
                ? text.length() == LENGTH_OF_BEGINNING
                : of(new TeamId(text)).equals(code));
    return isPossible ? Optional.of(code) : Optional.empty();
  }

  boolean isShortened() {
    return bits.testBit(BIT_OF_LONG);
  }

  /**
   * The team. Of a shortened code that is none of the known teams' it is a stand-in, the same each
   * time: the beginning of the id, and its hash.
   */
  TeamId team(Collection<TeamId> known) {
    if (!isShortened()) {
      return new TeamId(text());
    }
    return known.stream()
        .filter(each -> of(each).equals(this))
        .findFirst()
        .orElseGet(() -> new TeamId(text() + "-" + bits.and(HASH_MASK).toString(16)));
  }

  private String text() {
    return isShortened()
        ? text(bits.clearBit(BIT_OF_LONG).shiftRight(BITS_OF_HASH), LENGTH_OF_BEGINNING)
        : text(bits, LENGTH_IN_FULL);
  }

  private static BigInteger number(String text, int length) {
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; i < length; i += DIGITS_OF_LONG) {
      number = number.multiply(BASE_OF_LONGS).add(BigInteger.valueOf(digits(text, i)));
    }
    return number;
  }

  private static long digits(String text, int from) {
    long number = 0;
    for (int i = from; i < from + DIGITS_OF_LONG; i++) {
      int digit = i < text.length() ? CHARACTERS.indexOf(text.charAt(i)) : 0;
      number = number * CHARACTERS.length() + digit;
    }
    return number;
  }

  private static String text(BigInteger number, int length) {
    StringBuilder text = new StringBuilder();
    BigInteger rest = number;
    for (int i = 0; i < length; i++) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      text.append(CHARACTERS.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return rest.signum() == 0 ? text.reverse().toString().stripTrailing() : "";
  }

  private static BigInteger hash(String id) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.US_ASCII));
      return new BigInteger(1, hash).and(HASH_MASK);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
