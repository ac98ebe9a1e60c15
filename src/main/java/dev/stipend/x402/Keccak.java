package dev.stipend.x402;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Ethereum's hash: Keccak-256 as it was before it became SHA-3. */
final class Keccak {

  static final int BYTES = 32;

  private Keccak() {}

  static byte[] hash(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(8 * BYTES);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] hash = new byte[BYTES];
    digest.doFinal(hash, 0);
    return hash;
  }
}
