package dev.stipend.sandbox;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Contract data as Ethereum writes it: words of 32 bytes in hex. */
final class Abi {

  private static final int WORD_DIGITS = 64;
  private static final int SELECTOR_DIGITS = 10;

  private Abi() {}

  /** A JSON-RPC quantity. */
  static String quantity(long value) {
    return "0x" + Long.toHexString(value);
  }

  static String word(long value) {
    return "0x" + digits(BigInteger.valueOf(value));
  }

  static String word(boolean value) {
    return word(value ? 1 : 0);
  }

  /** An address in the low bytes of a word. */
  static String addressWord(String address) {
    return "0x" + "0".repeat(WORD_DIGITS - 40) + Usdc.lower(address).substring(2);
  }

  static String string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String hex = HexFormat.of().formatHex(bytes);
    String padding = "0".repeat((WORD_DIGITS - hex.length() % WORD_DIGITS) % WORD_DIGITS);
    return "0x"
        + digits(BigInteger.valueOf(32))
        + digits(BigInteger.valueOf(bytes.length))
        + hex
        + padding;
  }

  /** The n-th argument of call data that was checked to have as many. */
  static String argument(String data, int number) {
    int start = SELECTOR_DIGITS + number * WORD_DIGITS;
    return data.substring(start, start + WORD_DIGITS);
  }

  static String addressArgument(String data, int number) {
    return "0x" + argument(data, number).substring(WORD_DIGITS - 40);
  }

  static boolean hasArguments(String data, int count) {
    return data.length() >= SELECTOR_DIGITS + count * WORD_DIGITS;
  }

  private static String digits(BigInteger value) {
    String hex = value.toString(16);
    return "0".repeat(WORD_DIGITS - hex.length()) + hex;
  }
}
