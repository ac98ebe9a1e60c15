package dev.stipend.chain;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** In Java alone: runs everywhere, and takes ten times as long. */
final class JavaCurve implements Curve {

  private static final int PUBLIC_BYTES = 64;

  @Override
  public Key key(byte[] secret) {
    BigInteger number = new BigInteger(1, secret);
    if (number.signum() == 0 || number.compareTo(Sign.CURVE_PARAMS.getN()) >= 0) {
      throw new IllegalArgumentException("the wallet key is not a number of the curve");
    }
    return new JavaKey(ECKeyPair.create(number));
  }

  @Override
  public boolean isQuick() {
    return false;
  }

  private static final class JavaKey implements Key {

    private final ECKeyPair pair;

    JavaKey(ECKeyPair pair) {
      this.pair = pair;
    }

    @Override
    public byte[] publicKey() {
      return Numeric.toBytesPadded(pair.getPublicKey(), PUBLIC_BYTES);
    }

    @Override
    public byte[] sign(byte[] digest) {
      Sign.SignatureData data = Sign.signMessage(digest, pair, false);
      return ByteBuffer.allocate(data.getR().length + data.getS().length + data.getV().length)
          .put(data.getR())
          .put(data.getS())
          .put(data.getV())
          .array();
    }
  }
}
