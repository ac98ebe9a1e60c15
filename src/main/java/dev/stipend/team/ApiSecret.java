package dev.stipend.team;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The bearer secret of an API key: a prefix that secret scanners can recognise, 40 random
 * characters and a checksum of six, so that a mistyped secret is told from an unknown one without a
 * look-up.
 */
public final class ApiSecret {

  public static final String PREFIX = "stp_";

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int RANDOM_LENGTH = 40;
  private static final int CHECKSUM_LENGTH = 6;
  private static final int LENGTH = PREFIX.length() + RANDOM_LENGTH + CHECKSUM_LENGTH;
  private static final String HASH = "HmacSHA256";

  private final String value;

  private ApiSecret(String value) {
    this.value = value;
  }

  public static ApiSecret generate(SecureRandom random) {
    StringBuilder text = new StringBuilder(PREFIX);
    for (int i = 0; i < RANDOM_LENGTH; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new ApiSecret(text + checksum(text.toString()));
  }

  /** Takes a secret as it was presented; an operator's own first secret need not have our form. */
  public static ApiSecret presented(String value) {
    return new ApiSecret(value);
  }

  /** Whether the secret has our form but a wrong checksum: it was cut or mistyped. */
  public boolean isMistyped() {
    if (!value.startsWith(PREFIX)) {
      return false;
    }
    int end = value.length() - CHECKSUM_LENGTH;
    return value.length() != LENGTH
        || !value.substring(end).equals(checksum(value.substring(0, end)));
  }

  /** The keyed hash under which the secret is stored. */
  public SecretHash hash(byte[] pepper) {
    try {
      Mac mac = Mac.getInstance(HASH);
      mac.init(new SecretKeySpec(pepper, HASH));
      return new SecretHash(
          HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HASH, e);
    }
  }

  /** The one place where the secret is shown: the answer that issues it. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "ApiSecret[hidden]";
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    long rest = crc.getValue();
    StringBuilder checksum = new StringBuilder();
    for (int i = 0; i < CHECKSUM_LENGTH; i++) {
      checksum.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
      rest /= ALPHABET.length();
    }
    return checksum.toString();
  }
}
