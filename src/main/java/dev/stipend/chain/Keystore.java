package dev.stipend.chain;

import dev.stipend.x402.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The "Web3 Secret Storage" file, version 3: the password is stretched to 32 bytes, of which the
 * first half opens the cipher and the second, hashed with the ciphertext, tells a wrong password.
 */
final class Keystore {

  private static final int FILE_BYTES_MAX = 64 * 1024;
  private static final int DERIVED_BYTES = 32;
  private static final int SECRET_BYTES = 32;

  /** 128 · n · r bytes are taken; a file may not ask for more than this. */
  private static final long SCRYPT_BYTES_MAX = 512L * 1024 * 1024;

  /** The bound that RFC 7914 gives for r = 1, which a few very old wallets exceeded. */
  private static final int SCRYPT_N_MAX_WHEN_FLAT = 1 << 16;

  private static final int SCRYPT_LANES_MAX = 16;
  private static final int ROUNDS_MAX = 10_000_000;

  /** What is written takes 64 MB and most of a second to open, as is advised for passwords. */
  private static final int SCRYPT_N = 1 << 16;

  private static final int SCRYPT_R = 8;
  private static final int SCRYPT_P = 2;
  private static final int IV_BYTES = 16;

  private Keystore() {}

  /** The file's text; the address stands in it for all to read, as wallets write it. */
  static String encrypt(byte[] secret, Address address, byte[] password, SecureRandom random) {
    byte[] salt = random(DERIVED_BYTES, random);
    byte[] iv = random(IV_BYTES, random);
    byte[] derived = SCrypt.generate(password, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P, DERIVED_BYTES);
    byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, derived, iv, secret);
    ObjectNode keystore = new JsonMapper().createObjectNode();
    ObjectNode crypto = keystore.putObject("crypto");
    crypto.put("cipher", "aes-128-ctr");
    crypto.putObject("cipherparams").put("iv", HexFormat.of().formatHex(iv));
    crypto.put("ciphertext", HexFormat.of().formatHex(ciphertext));
    crypto.put("kdf", "scrypt");
    crypto
        .putObject("kdfparams")
        .put("dklen", DERIVED_BYTES)
        .put("n", SCRYPT_N)
        .put("p", SCRYPT_P)
        .put("r", SCRYPT_R)
        .put("salt", HexFormat.of().formatHex(salt));
    byte[] mac = keccak(Arrays.copyOfRange(derived, 16, DERIVED_BYTES), ciphertext);
    crypto.put("mac", HexFormat.of().formatHex(mac));
    Arrays.fill(derived, (byte) 0);
    keystore.put("address", address.hex().substring(2));
    keystore.put("id", UUID.randomUUID().toString());
    keystore.put("version", 3);
    return keystore.toString();
  }

  private static byte[] random(int bytes, SecureRandom random) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return drawn;
  }

  static byte[] decrypt(Path file, String password) throws IOException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IllegalArgumentException("the keystore is larger than any keystore is");
    }
    JsonNode keystore = parse(Files.readString(file));
    JsonNode crypto = keystore.has("crypto") ? keystore.get("crypto") : keystore.path("Crypto");
    if (keystore.path("version").asInt(0) != 3 || !crypto.isObject()) {
      throw new IllegalArgumentException("the keystore is not of version 3");
    }
    if (!crypto.path("cipher").asString("").equals("aes-128-ctr")) {
      throw new IllegalArgumentException("the keystore's cipher must be aes-128-ctr");
    }
    byte[] derived = derive(crypto, password.getBytes(StandardCharsets.UTF_8));
    byte[] ciphertext = hex(crypto, "ciphertext");
    byte[] expected = keccak(Arrays.copyOfRange(derived, 16, DERIVED_BYTES), ciphertext);
    if (!MessageDigest.isEqual(expected, hex(crypto, "mac"))) {
      throw new IllegalArgumentException("the password does not open the keystore");
    }
    return open(derived, hex(crypto.path("cipherparams"), "iv"), ciphertext);
  }

  private static byte[] derive(JsonNode crypto, byte[] password) {
    JsonNode params = crypto.path("kdfparams");
    if (number(params, "dklen") != DERIVED_BYTES) {
      throw new IllegalArgumentException("the keystore's derived key must be 32 bytes");
    }
    return switch (crypto.path("kdf").asString("")) {
      case "scrypt" -> scrypt(params, password);
      case "pbkdf2" -> pbkdf2(params, password);
      default -> throw new IllegalArgumentException("the keystore's kdf is scrypt or pbkdf2");
    };
  }

  private static byte[] scrypt(JsonNode params, byte[] password) {
    int n = number(params, "n");
    int r = number(params, "r");
    int p = number(params, "p");
    boolean isPowerOfTwo = n > 1 && Integer.bitCount(n) == 1;
    boolean isTooFlat = r == 1 && n >= SCRYPT_N_MAX_WHEN_FLAT;
    if (!isPowerOfTwo || isTooFlat || 128L * n * r > SCRYPT_BYTES_MAX || p > SCRYPT_LANES_MAX) {
      throw new IllegalArgumentException("the keystore's scrypt parameters are out of bounds");
    }
    return SCrypt.generate(password, hex(params, "salt"), n, r, p, DERIVED_BYTES);
  }

  private static byte[] pbkdf2(JsonNode params, byte[] password) {
    int rounds = number(params, "c");
    if (rounds > ROUNDS_MAX || !params.path("prf").asString("").equals("hmac-sha256")) {
      throw new IllegalArgumentException("the keystore's pbkdf2 parameters are out of bounds");
    }
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(password, hex(params, "salt"), rounds);
    return ((KeyParameter) generator.generateDerivedMacParameters(8 * DERIVED_BYTES)).getKey();
  }

  private static byte[] open(byte[] derived, byte[] iv, byte[] ciphertext) {
    byte[] secret = cipher(Cipher.DECRYPT_MODE, derived, iv, ciphertext);
    Arrays.fill(derived, (byte) 0);
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException("the keystore does not hold a key of 32 bytes");
    }
    return secret;
  }

  private static byte[] cipher(int mode, byte[] derived, byte[] iv, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(mode, new SecretKeySpec(derived, 0, 16, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the keystore cannot be decrypted", e);
    }
  }

  private static byte[] keccak(byte[] first, byte[] second) {
    KeccakDigest digest = new KeccakDigest(256);
    digest.update(first, 0, first.length);
    digest.update(second, 0, second.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }

  private static JsonNode parse(String json) {
    try {
      return new JsonMapper().readTree(json);
    } catch (JacksonException notJson) {
      throw new IllegalArgumentException("the keystore is not JSON");
    }
  }

  private static int number(JsonNode params, String name) {
    int value = params.path(name).asInt(0);
    if (value <= 0) {
      throw new IllegalArgumentException("the keystore lacks the number " + name);
    }
    return value;
  }

  private static byte[] hex(JsonNode object, String name) {
    String text = object.path(name).asString("").toLowerCase(Locale.ROOT);
    try {
      byte[] bytes = HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
      if (bytes.length > 0) {
        return bytes;
      }
    } catch (IllegalArgumentException notHex) {
      // Said below, without repeating what stands there.
    }
    throw new IllegalArgumentException("the keystore lacks the hex text " + name);
  }
}
