package dev.stipend.chain;

/**
 * The curve secp256k1. Whichever of the two implementations signs, the bytes are the same: nonces
 * by RFC 6979, {@code s} in the lower half of the order, {@code v} 27 or 28.
 */
interface Curve {

  /**
   * Takes over a key of 32 bytes, big-endian. The array is not kept and may be overwritten.
   *
   * @throws IllegalArgumentException when the bytes are not a number of the curve
   */
  Key key(byte[] secret);

  /** Whether a signature takes far less than a millisecond, so that an event loop may make it. */
  boolean isQuick();

  /** One key, which leaves only as signatures. */
  interface Key {

    /** The point's two coordinates, 64 bytes. */
    byte[] publicKey();

    /** Signs 32 bytes; 65 come back: {@code r}, {@code s}, {@code v}. Any thread may ask. */
    byte[] sign(byte[] digest);
  }
}
