package dev.stipend.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where the signing key of one wallet is. */
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

  /** A file that holds the key itself, and that nobody but its user may read. */
  record KeyFile(Path file) implements WalletSettings {}

  /** An encrypted file, version 3. */
  record Keystore(Path file, Secret password) implements WalletSettings {}

  /**
   * Somebody else has it, and signs when asked.
   *
   * @param address of the wallet: 0x and 40 lower-case digits
   */
  record RemoteSigner(URI endpoint, String address) implements WalletSettings {

    /** The endpoint may hold an access key. */
    @Override
    public String toString() {
      return "RemoteSigner[" + address + "]";
    }
  }
}
