package dev.stipend.chain;

import java.io.IOException;
import java.lang.foreign.SymbolLookup;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which curve signs on this machine: the native one where it loads and proves itself. */
final class Curves {

  private static final Logger LOG = LoggerFactory.getLogger(Curves.class);

  /**
   * The first of the published vectors for RFC 6979 on this curve: the key one, and the SHA-256 of
   * "Satoshi Nakamoto".
   */
  private static final String PROOF_DIGEST =
      "a0dc65ffca799873cbea0ac274015b9526505daaaed385155425f7337704883e";

  private static final String PROOF_SIGNATURE =
      "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
          + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"
          + "1c";

  private Curves() {}

  /** The same at every call. */
  static Curve best() {
    return Best.CURVE;
  }

  static Curve choose(Loader loader) {
    try {
      Curve curve = new NativeCurve(loader.load(), new SecureRandom());
      if (isRight(curve)) {
        return curve;
      }
      LOG.error("the native library signs wrongly and is not used; signing goes on in Java");
    } catch (IOException | RuntimeException | LinkageError notHere) {
      LOG.atWarn()
          .addKeyValue("reason", notHere.toString())
          .log("the native library cannot be loaded; signing in Java takes ten times as long");
    }
    return new JavaCurve();
  }

  static boolean isRight(Curve curve) {
    byte[] one = new byte[32];
    one[31] = 1;
    byte[] signature = curve.key(one).sign(HexFormat.of().parseHex(PROOF_DIGEST));
    return Arrays.equals(signature, HexFormat.of().parseHex(PROOF_SIGNATURE));
  }

  /** Where the library comes from. */
  interface Loader {
    SymbolLookup load() throws IOException;
  }

  /** Loaded once, by whoever asks first. */
  private static final class Best {
    private static final Curve CURVE = choose(NativeLibrary::load);
  }
}
