package dev.stipend.config;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where the treasury's signing key comes from. */
public sealed interface WalletSettings {

  /** Nowhere: the sandbox makes one at its first start. */
  record Generated() implements WalletSettings {}

  /** The key itself: 64 hexadecimal digits without a prefix. */
  record SigningKey(Secret hex) implements WalletSettings {

    static final Pattern HEX = Pattern.compile("(?=.*[1-9a-f])[0-9a-f]{64}");

    public SigningKey {
      if (!HEX.matcher(hex.reveal()).matches()) {
        throw new IllegalArgumentException("a signing key is 64 hexadecimal digits, not all zero");
      }
    }
  }

  /** An encrypted file, version 3. */
  record Keystore(Path file, Secret password) implements WalletSettings {}
}
