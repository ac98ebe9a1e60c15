package dev.stipend.x402;

import java.nio.ByteBuffer;

/** The 32-byte, left-padded form in which EIP-712 and the ABI hold a value. */
final class Word {

  private Word() {}

  static byte[] of(long value) {
    return ByteBuffer.allocate(Bytes32.LENGTH).putLong(Bytes32.LENGTH - Long.BYTES, value).array();
  }

  static byte[] of(Address address) {
    return ByteBuffer.allocate(Bytes32.LENGTH)
        .put(Bytes32.LENGTH - Address.BYTES, Hex.bytes(address.hex()))
        .array();
  }
}
