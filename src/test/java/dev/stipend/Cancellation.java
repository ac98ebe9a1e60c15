package dev.stipend;

import dev.stipend.x402.Token;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Sign;

/** The call by which a payer revokes one of its authorizations, signed with web3j. */
final class Cancellation {

  private static final String SELECTOR = "0x5a049a70";
  private static final byte[] TYPE =
      Hash.sha3(
          "CancelAuthorization(address authorizer,bytes32 nonce)"
              .getBytes(StandardCharsets.US_ASCII));

  private Cancellation() {}

  static String of(String walletKey, String nonce) {
    Credentials wallet = Credentials.create(walletKey);
    String arguments = ReferenceSeller.word(wallet.getAddress()) + nonce.substring(2);
    byte[] struct = Hash.sha3(joined(TYPE, HexFormat.of().parseHex(arguments)));
    byte[] digest =
        Hash.sha3(
            joined(new byte[] {0x19, 0x01}, Token.BASE_USDC.domainSeparator().bytes(), struct));
    Sign.SignatureData signature = Sign.signMessage(digest, wallet.getEcKeyPair(), false);
    return SELECTOR
        + arguments
        + ReferenceSeller.word(signature.getV()[0])
        + HexFormat.of().formatHex(signature.getR())
        + HexFormat.of().formatHex(signature.getS());
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(256);
    for (byte[] part : parts) {
      all.put(part);
    }
    return Arrays.copyOf(all.array(), all.position());
  }
}
