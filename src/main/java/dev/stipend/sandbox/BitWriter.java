package dev.stipend.sandbox;

import java.io.ByteArrayOutputStream;

/** Bits, most significant first, and the variable-length numbers of H.264. */
final class BitWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int current;
  private int filled;

  void bits(int value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      current = current << 1 | (value >> i & 1);
      filled++;
      if (filled == 8) {
        out.write(current);
        current = 0;
        filled = 0;
      }
    }
  }

  /** Unsigned Exp-Golomb. */
  void ue(int value) {
    int length = 32 - Integer.numberOfLeadingZeros(value + 1);
    bits(0, length - 1);
    bits(value + 1, length);
  }

  /** Signed Exp-Golomb. */
  void se(int value) {
    ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  void alignWithZeros() {
    while (filled != 0) {
      bits(0, 1);
    }
  }

  /** The bit that ends a unit, and zeros. */
  void end() {
    bits(1, 1);
    alignWithZeros();
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
