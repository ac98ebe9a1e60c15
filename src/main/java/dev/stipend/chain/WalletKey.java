package dev.stipend.chain;

import dev.stipend.treasury.NonceKey;
import dev.stipend.x402.Address;
import dev.stipend.x402.Signature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.web3j.crypto.Keys;

/** The key of one wallet. It shows its address and nothing else. */
public final class WalletKey {

  private static final Pattern FORM = Pattern.compile("(0x)?[0-9a-fA-F]{64}");

  private final Curve.Key key;
  private final boolean isQuick;
  private final Address address;
  private final NonceKey nonceKey;

  private WalletKey(Curve curve, byte[] secret) {
    this.key = curve.key(secret);
    this.isQuick = curve.isQuick();
    this.nonceKey = NonceKey.from(secret);
    this.address = Address.parse("0x" + HexFormat.of().formatHex(Keys.getAddress(key.publicKey())));
  }

  /** Reads 64 hex digits, with or without {@code 0x}. No failure repeats what was given. */
  public static WalletKey fromHex(String hex) {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a wallet key is 64 hex digits, with or without 0x");
    }
    return taking(HexFormat.of().parseHex(hex, hex.length() - 64, hex.length()));
  }

  /** Takes 32 bytes over: the array holds zeros afterwards. */
  public static WalletKey taking(byte[] secret) {
    return taking(secret, Curves.best());
  }

  static WalletKey taking(byte[] secret, Curve curve) {
    try {
      return new WalletKey(curve, secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * Decrypts a keystore file of version 3, as wallets write it. Takes about a second, by its
   * design; not for an event loop.
   *
   * @throws IllegalArgumentException when the file is no such keystore or the password is wrong
   * @throws IOException when the file cannot be read
   */
  public static WalletKey fromKeystore(Path file, String password) throws IOException {
    return taking(Keystore.decrypt(file, password));
  }

  public Address address() {
    return address;
  }

  /** For the nonces of this wallet's payments: they can be explained by its key alone. */
  public NonceKey nonceKey() {
    return nonceKey;
  }

  /** Whether signing takes far less than a millisecond. */
  boolean isQuick() {
    return isQuick;
  }

  /** Signs 32 bytes, the same way each time (RFC 6979), with the low {@code s}. */
  Signature sign(byte[] digest) {
    return Signature.of(key.sign(digest));
  }

  @Override
  public String toString() {
    return "WalletKey[" + address.checksummed() + "]";
  }
}
