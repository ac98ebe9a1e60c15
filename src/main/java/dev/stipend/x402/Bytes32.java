package dev.stipend.x402;

import java.util.Locale;

/** 32 bytes, a nonce or a hash: {@code 0x} and 64 lower-case hex digits. */
public record Bytes32(String hex) {

  public static final int LENGTH = 32;

  public Bytes32 {
    if (!Hex.isBytes(hex, LENGTH)) {
      throw new IllegalArgumentException("32 bytes are 0x and 64 lower-case hex digits");
    }
  }

  /** Reads hex digits in any case. */
  public static Bytes32 parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!Hex.isBytes(lower, LENGTH)) {
      throw new IllegalArgumentException("32 bytes are 0x and 64 hex digits");
    }
    return new Bytes32(lower);
  }

  public static Bytes32 of(byte[] bytes) {
    return new Bytes32(Hex.write(bytes));
  }

  /** A fresh array at every call. */
  public byte[] bytes() {
    return Hex.bytes(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
