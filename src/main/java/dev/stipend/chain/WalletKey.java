package dev.stipend.chain;

import dev.stipend.treasury.NonceKey;
import dev.stipend.x402.Address;
import dev.stipend.x402.Signature;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** The key of one wallet. It shows its address and nothing else. */
public final class WalletKey {

  private static final Pattern FORM = Pattern.compile("(0x)?[0-9a-fA-F]{64}");

  private static final int SECRET_LENGTH = 32;

  private final ECKeyPair pair;
  private final Address address;

  private WalletKey(BigInteger secret) {
    if (secret.signum() == 0 || secret.compareTo(Sign.CURVE_PARAMS.getN()) >= 0) {
      throw new IllegalArgumentException("the wallet key is not a number of the curve");
    }
    this.pair = ECKeyPair.create(secret);
    this.address = Address.parse("0x" + Keys.getAddress(pair));
  }

  /** Reads 64 hex digits, with or without {@code 0x}. No failure repeats what was given. */
  public static WalletKey fromHex(String hex) {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a wallet key is 64 hex digits, with or without 0x");
    }
    return new WalletKey(new BigInteger(hex.substring(hex.length() - 64), 16));
  }

  /**
   * Decrypts a keystore file of version 3, as wallets write it. Takes about a second, by its
   * design; not for an event loop.
   *
   * @throws IllegalArgumentException when the file is no such keystore or the password is wrong
   * @throws IOException when the file cannot be read
   */
  public static WalletKey fromKeystore(Path file, String password) throws IOException {
    return fromHex(HexFormat.of().formatHex(Keystore.decrypt(file, password)));
  }

  public Address address() {
    return address;
  }

  /** For the nonces of this wallet's payments: they can be explained by its key alone. */
  public NonceKey nonceKey() {
    return NonceKey.from(Numeric.toBytesPadded(pair.getPrivateKey(), SECRET_LENGTH));
  }

  /** Signs 32 bytes, the same way each time (RFC 6979), with the low {@code s}. */
  Signature sign(byte[] digest) {
    Sign.SignatureData data = Sign.signMessage(digest, pair, false);
    return Signature.of(
        ByteBuffer.allocate(Signature.LENGTH)
            .put(data.getR())
            .put(data.getS())
            .put(data.getV())
            .array());
  }

  @Override
  public String toString() {
    return "WalletKey[" + address.checksummed() + "]";
  }
}
