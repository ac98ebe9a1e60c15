package dev.stipend.money;

/**
 * An exact, non-negative amount of USDC in micro-dollars (10^-6 dollar, the token's atomic unit).
 *
 * <p>The bound of 2^53 - 1 is where the doubles of Redis's Lua stop counting exactly. It is nine
 * billion dollars.
 */
public record Money(long micros) implements Comparable<Money> {

  public static final long MICROS_MAX = (1L << 53) - 1;
  public static final Money ZERO = new Money(0);

  private static final int MICRO_DIGITS = 6;
  private static final long MICROS_PER_DOLLAR = 1_000_000;
  private static final int DIGITS_MAX = 16;

  public Money {
    if (micros < 0 || micros > MICROS_MAX) {
      throw new IllegalArgumentException("an amount must lie between 0 and 2^53 - 1 micro-dollars");
    }
  }

  public static Money ofMicros(long micros) {
    return new Money(micros);
  }

  /** Reads whole micro-dollars: digits only, as they travel in x402 and in Redis. */
  public static Money parseMicros(String text) {
    if (text.isEmpty() || text.length() > DIGITS_MAX || !isDigits(text)) {
      throw new IllegalArgumentException("an amount in micro-dollars is 1 to 16 digits");
    }
    return new Money(Long.parseLong(text));
  }

  /** Reads dollars as people write them at the edges: {@code 5}, {@code 5.00}, {@code 0.134}. */
  public static Money parseDollars(String text) {
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    String fraction = point < 0 ? "" : text.substring(point + 1);
    boolean fractionMissing = point >= 0 && fraction.isEmpty();
    if (whole.isEmpty() || !isDigits(whole) || fractionMissing || !isDigits(fraction)) {
      throw new IllegalArgumentException("a dollar amount looks like 5, 5.00 or 0.134");
    }
    if (fraction.length() > MICRO_DIGITS) {
      throw new IllegalArgumentException("a dollar amount has at most six decimals");
    }
    if (whole.length() > DIGITS_MAX - MICRO_DIGITS) {
      throw new IllegalArgumentException("a dollar amount has at most ten digits before the point");
    }
    String micros = fraction + "0".repeat(MICRO_DIGITS - fraction.length());
    return new Money(Long.parseLong(whole) * MICROS_PER_DOLLAR + Long.parseLong(micros));
  }

  public Money plus(Money other) {
    return new Money(Math.addExact(micros, other.micros));
  }

  /** Refuses to go below zero: what can be short is checked with {@link #atMost} first. */
  public Money minus(Money other) {
    return new Money(Math.subtractExact(micros, other.micros));
  }

  /** What is left of this after {@code used}, zero when more was used than there is. */
  public Money leftAfter(Money used) {
    return atMost(used) ? ZERO : minus(used);
  }

  public Money times(long count) {
    return new Money(Math.multiplyExact(micros, count));
  }

  public boolean atMost(Money other) {
    return micros <= other.micros;
  }

  public boolean isZero() {
    return micros == 0;
  }

  /** Dollars for people and for JSON: at least two decimals, at most six. */
  public String toDollars() {
    String fraction = Long.toString(MICROS_PER_DOLLAR + micros % MICROS_PER_DOLLAR).substring(1);
    int end = MICRO_DIGITS;
    while (end > 2 && fraction.charAt(end - 1) == '0') {
      end--;
    }
    return micros / MICROS_PER_DOLLAR + "." + fraction.substring(0, end);
  }

  /** Whole micro-dollars, the form that travels in x402 and in Redis. */
  public String toMicros() {
    return Long.toString(micros);
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(micros, other.micros);
  }

  @Override
  public String toString() {
    return "$" + toDollars();
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
