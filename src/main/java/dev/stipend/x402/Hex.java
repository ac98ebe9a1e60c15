package dev.stipend.x402;

import java.util.HexFormat;

/** {@code 0x} and lower-case digits, the only form in which bytes are kept as text here. */
final class Hex {

  private static final HexFormat LOWER = HexFormat.of();

  private Hex() {}

  static boolean isBytes(String text, int count) {
    if (text.length() != 2 + 2 * count || !text.startsWith("0x")) {
      return false;
    }
    for (int i = 2; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isDigit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (!isDigit) {
        return false;
      }
    }
    return true;
  }

  static String write(byte[] bytes) {
    return "0x" + LOWER.formatHex(bytes);
  }

  static byte[] bytes(String hex) {
    return LOWER.parseHex(hex, 2, hex.length());
  }
}
