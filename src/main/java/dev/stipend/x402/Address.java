package dev.stipend.x402;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An account or contract: {@code 0x} and 40 lower-case hex digits, so that equal addresses are
 * equal records. The mixed-case form is for people and for headers.
 */
public record Address(String hex) {

  static final int BYTES = 20;

  /** A hash digit of 8 or more makes the letter at its place upper-case. */
  private static final int UPPER_FROM = 8;

  public Address {
    if (!Hex.isBytes(hex, BYTES)) {
      throw new IllegalArgumentException("an address is 0x and 40 lower-case hex digits");
    }
  }

  /** Reads an address in any case. A wrong mixed-case checksum is not held against it. */
  public static Address parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!Hex.isBytes(lower, BYTES)) {
      throw new IllegalArgumentException("an address is 0x and 40 hex digits");
    }
    return new Address(lower);
  }

  /** The mixed-case form of EIP-55. */
  public String checksummed() {
    String digits = hex.substring(2);
    String hash = Hex.write(Keccak.hash(digits.getBytes(StandardCharsets.US_ASCII))).substring(2);
    StringBuilder mixed = new StringBuilder("0x");
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      boolean upper = Character.digit(hash.charAt(i), 16) >= UPPER_FROM;
      mixed.append(upper ? Character.toUpperCase(digit) : digit);
    }
    return mixed.toString();
  }

  @Override
  public String toString() {
    return hex;
  }
}
