package dev.stipend.x402;

import java.util.HexFormat;

/** {@code 0x} and lower-case digits, the only form in which bytes are kept as text here. */
final class Hex {

  private static final HexFormat LOWER = HexFormat.of();

  private Hex() {}

  static boolean isBytes(String text, int count) {
    return text.length() == 2 + 2 * count
        && text.startsWith("0x")
        && text.chars().skip(2).allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  static String write(byte[] bytes) {
    return "0x" + LOWER.formatHex(bytes);
  }

  static byte[] bytes(String hex) {
    return LOWER.parseHex(hex, 2, hex.length());
  }
}
