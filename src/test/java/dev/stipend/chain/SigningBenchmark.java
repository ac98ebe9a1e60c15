package dev.stipend.chain;

import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.NonceKey;
import dev.stipend.treasury.NonceTags;
import dev.stipend.x402.Authorization;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Challenge;
import dev.stipend.x402.ChallengeHeader;
import dev.stipend.x402.ChallengeReading;
import dev.stipend.x402.PaymentHeader;
import dev.stipend.x402.Signature;
import dev.stipend.x402.SignedAuthorization;
import dev.stipend.x402.Token;
import dev.stipend.x402.TypedData;
import dev.stipend.x402.Vectors;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;

/**
 * What it costs to authorize a payment, beside what it costs at least, and beside what it would
 * cost in Java: {@code mvn pre-integration-test exec:exec@signing-benchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xmx512m"})
public class SigningBenchmark {

  private static final byte[] SECRET =
      HexFormat.of().parseHex(Vectors.text("/signer/privateKey").substring(2));

  private static final SpendId SPEND = new SpendId("01m7wv3tfm2qchfkrjqnd5xh0v");
  private static final TeamId TEAM = new TeamId("design-and-art");

  private final Authorization first =
      Vectors.authorization(Vectors.at("/transferWithAuthorization/0"));
  private final Challenge challenge =
      ((ChallengeReading.Read)
              ChallengeHeader.read(Vectors.text("/x402Headers/paymentRequired/header")))
          .challenge();
  private final WalletSigner signer = new WalletSigner(WalletKey.taking(SECRET.clone()));
  private final Curve.Key key = Curves.best().key(SECRET);
  private final ECKeyPair pair = ECKeyPair.create(SECRET);
  private final NonceTags tags = new NonceTags(List.of(NonceKey.from(SECRET)));
  private final Random random = new Random(1);
  private final byte[] nonce = new byte[Bytes32.LENGTH];
  private final Signature signature = signer.sign(first, Token.BASE_USDC).result();

  /** The floor: one digest in, one signature out. */
  @Benchmark
  public byte[] bareNativeSignature() {
    return key.sign(nextNonce());
  }

  /** All that a paid call needs: the digest, the signature, the header. */
  @Benchmark
  public String completeAuthorization() {
    Authorization authorization = next();
    Signature made = signer.sign(authorization, Token.BASE_USDC).result();
    return PaymentHeader.write(
        new SignedAuthorization(authorization, made),
        challenge.offers().getFirst(),
        challenge.resource(),
        null);
  }

  /** What comes before: the nonce that names the spend. */
  @Benchmark
  public Bytes32 nonceOnly() {
    return tags.nonce(SPEND, TEAM, 0);
  }

  @Benchmark
  public byte[] digestOnly() {
    return next().digest(Token.BASE_USDC).bytes();
  }

  @Benchmark
  public String headerOnly() {
    return PaymentHeader.write(
        new SignedAuthorization(first, signature),
        challenge.offers().getFirst(),
        challenge.resource(),
        null);
  }

  /** The digest encoded by hand, signed by web3j. */
  @Benchmark
  public Sign.SignatureData web3jOnTheSameDigest() {
    return Sign.signMessage(next().digest(Token.BASE_USDC).bytes(), pair, false);
  }

  /** web3j alone, from the typed data on. */
  @Benchmark
  public Sign.SignatureData web3jStructuredData() throws IOException {
    String typedData = TypedData.write(next(), Token.BASE_USDC);
    return Sign.signMessage(new StructuredDataEncoder(typedData).hashStructuredData(), pair, false);
  }

  private Authorization next() {
    return new Authorization(
        first.from(),
        first.to(),
        first.value(),
        first.validAfter(),
        first.validBefore(),
        Bytes32.of(nextNonce()));
  }

  private byte[] nextNonce() {
    random.nextBytes(nonce);
    return nonce;
  }
}
