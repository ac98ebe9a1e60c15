package dev.stipend.x402;

import java.math.BigInteger;
import java.util.Locale;

/**
 * A secp256k1 signature, {@code r}, {@code s}, {@code v}, as 65 bytes in lower-case hex, in the one
 * form that token contracts accept: {@code v} 27 or 28, {@code s} in the lower half of the order.
 *
 * <p>Whoever holds it may cash the cheque, so it never shows itself in text.
 */
public record Signature(String hex) {

  public static final int LENGTH = 65;

  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final BigInteger S_MAX = ORDER.shiftRight(1);

  public Signature {
    if (!Hex.isBytes(hex, LENGTH)) {
      throw new IllegalArgumentException("a signature is 0x and 130 lower-case hex digits");
    }
    BigInteger r = new BigInteger(hex.substring(2, 66), 16);
    BigInteger s = new BigInteger(hex.substring(66, 130), 16);
    String v = hex.substring(130);
    if (r.signum() == 0 || r.compareTo(ORDER) >= 0) {
      throw new IllegalArgumentException("a signature's r must lie within the curve's order");
    }
    if (s.signum() == 0 || s.compareTo(S_MAX) > 0) {
      throw new IllegalArgumentException("a signature's s must lie in the lower half of the order");
    }
    if (!v.equals("1b") && !v.equals("1c")) {
      throw new IllegalArgumentException("a signature's v must be 27 or 28");
    }
  }

  /** Reads hex digits in any case. */
  public static Signature parse(String text) {
    return new Signature(text.toLowerCase(Locale.ROOT));
  }

  public static Signature of(byte[] bytes) {
    return new Signature(Hex.write(bytes));
  }

  /** A fresh array at every call. */
  public byte[] bytes() {
    return Hex.bytes(hex);
  }

  @Override
  public String toString() {
    return "Signature[hidden]";
  }
}
