package dev.stipend.ledger;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Names a spend, and the job that was bought with it. Ids made later sort later: 48 bits of
 * milliseconds and 80 random bits, in 26 lower-case letters and digits.
 */
public record SpendId(String value) implements Comparable<SpendId> {

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final Pattern FORM = Pattern.compile("[0-7][0-9a-hjkmnp-tv-z]{25}");
  private static final int LENGTH = 26;
  private static final int TIME_LENGTH = 10;
  private static final int BITS = 5;
  private static final int RANDOM_BITS = 80;

  public SpendId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a spend id is 26 lower-case letters and digits");
    }
  }

  public static SpendId make(Instant now, SecureRandom random) {
    char[] text = new char[LENGTH];
    long millis = now.toEpochMilli();
    for (int i = TIME_LENGTH - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) (millis & 31));
      millis >>>= BITS;
    }
    for (int i = TIME_LENGTH; i < LENGTH; i++) {
      text[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
    return new SpendId(new String(text));
  }

  /** The id of a number of 128 bits. */
  public static SpendId of(BigInteger number) {
    char[] text = new char[LENGTH];
    BigInteger rest = number;
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt(rest.intValue() & 31);
      rest = rest.shiftRight(BITS);
    }
    return new SpendId(new String(text));
  }

  /** The 128 bits of the id. */
  public BigInteger number() {
    long high = 0;
    long low = 0;
    for (int i = 0; i < LENGTH; i++) {
      high = (high << BITS) | (low >>> (Long.SIZE - BITS));
      low = (low << BITS) | ALPHABET.indexOf(value.charAt(i));
    }
    byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    return new BigInteger(1, bytes);
  }

  /** When it was made, by the clock of who made it. */
  public Instant madeAt() {
    return Instant.ofEpochMilli(number().shiftRight(RANDOM_BITS).longValueExact());
  }

  /** Whether a text could be a spend id at all, so that a look-up makes sense. */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(SpendId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
