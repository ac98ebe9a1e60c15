package dev.stipend.treasury;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * A key for nonces, derived from a secret that only the treasury has. From the key nobody gets back
 * to the secret. It shows nothing of itself.
 */
public final class NonceKey {

  /** The form of the tags is part of the derivation: another form never has the same key. */
  private static final String PURPOSE = "stipend nonce tag v1";

  private static final String HASH = "HmacSHA256";
  private static final int BYTES = 32;

  private final SecretKey key;

  private NonceKey(SecretKey key) {
    this.key = key;
  }

  /**
   * Derives the key.
   *
   * @param secret of a wallet, or one of its own where a wallet's cannot be read
   */
  public static NonceKey from(byte[] secret) {
    if (secret.length < BYTES) {
      throw new IllegalArgumentException("nonces are tagged from a secret of 32 bytes at least");
    }
    byte[] purpose = PURPOSE.getBytes(StandardCharsets.US_ASCII);
    try {
      return new NonceKey(
          KDF.getInstance("HKDF-SHA256")
              .deriveKey(
                  HASH,
                  HKDFParameterSpec.ofExtract()
                      .addIKM(secret)
                      .addSalt(purpose)
                      .thenExpand(purpose, BYTES)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HKDF-SHA256", e);
    }
  }

  /** A pseudo-random function of texts; for one thread. */
  Mac function() {
    try {
      Mac mac = Mac.getInstance(HASH);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HASH, e);
    }
  }

  @Override
  public String toString() {
    return "NonceKey[hidden]";
  }
}
