package dev.stipend.treasury;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key for nonces, derived from a secret that only the treasury has. From the key nobody gets back
 * to the secret. It shows nothing of itself.
 */
public final class NonceKey {

  /** The form of the tags is part of the derivation: another form never has the same key. */
  private static final String PURPOSE = "stipend nonce tag v1";

  private static final String HASH = "HmacSHA256";
  private static final int COUNTER = 1;
  private static final int BYTES = 32;

  /** To be copied, which takes far less than to look one up. */
  private final Mac function;

  private NonceKey(SecretKey key) {
    this.function = function(key);
  }

  /**
   * Derives the key by HKDF (RFC 5869), whose two steps are one HMAC each: a secret that is handed
   * to Java's own HKDF stays in memory as a copy that nobody can overwrite.
   *
   * @param secret of a wallet, or one of its own where a wallet's cannot be read
   */
  public static NonceKey from(byte[] secret) {
    if (secret.length < BYTES) {
      throw new IllegalArgumentException("nonces are tagged from a secret of 32 bytes at least");
    }
    byte[] purpose = PURPOSE.getBytes(StandardCharsets.US_ASCII);
    byte[] extracted = function(new SecretKeySpec(purpose, HASH)).doFinal(secret);
    Mac expand = function(new SecretKeySpec(extracted, HASH));
    expand.update(purpose);
    expand.update((byte) COUNTER);
    byte[] derived = expand.doFinal();
    NonceKey key = new NonceKey(new SecretKeySpec(derived, HASH));
    Arrays.fill(extracted, (byte) 0);
    Arrays.fill(derived, (byte) 0);
    return key;
  }

  /** A pseudo-random function of texts; for one thread. */
  Mac function() {
    try {
      return (Mac) function.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the HMAC of every Java platform can be copied", e);
    }
  }

  private static Mac function(SecretKey key) {
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
