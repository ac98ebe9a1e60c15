package dev.stipend.chain;

import dev.stipend.treasury.NonceKey;
import dev.stipend.x402.Address;
import dev.stipend.x402.Authorization;
import dev.stipend.x402.Signature;
import dev.stipend.x402.SiwxInfo;
import dev.stipend.x402.Token;
import dev.stipend.x402.TypedData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Signs by asking whoever holds the key, as Web3Signer and its like are asked. What comes back is
 * used only if it is a signature of this wallet under exactly what was to be signed: a signer that
 * answers for another account, or another chain, has not signed.
 */
public final class RemoteSigner implements Wallet {

  /** A signer of our own is asked as often as there are payments. */
  private static final int UNBOUNDED = 1_000_000;

  private static final int V_MIN = 27;

  private final Vertx vertx;
  private final JsonRpc rpc;
  private final Address address;

  /**
   * Asks over connections of its own.
   *
   * @param endpoint of JSON-RPC; it may hold an access key, so it is not shown
   * @param timeout of one question
   */
  public RemoteSigner(Vertx vertx, URI endpoint, Address address, Duration timeout) {
    this.vertx = vertx;
    this.rpc = new JsonRpc(vertx, endpoint, timeout, UNBOUNDED);
    this.address = address;
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Optional<NonceKey> nonceKey() {
    return Optional.empty();
  }

  @Override
  public Future<Signature> sign(Authorization authorization, Token token) {
    if (!authorization.from().equals(address)) {
      throw new IllegalArgumentException("the authorization is of another wallet");
    }
    String typedData = TypedData.write(authorization, token);
    return either(
        "eth_signTypedData",
        JsonRpc.params().add(address.hex()).add(typedData),
        "eth_signTypedData_v4",
        JsonRpc.params().add(address.hex()).add(typedData),
        authorization.digest(token).bytes());
  }

  @Override
  public Future<Signature> prove(SiwxInfo info) {
    String text =
        "0x" + HexFormat.of().formatHex(info.message(address).getBytes(StandardCharsets.UTF_8));
    return either(
        "eth_sign",
        JsonRpc.params().add(address.hex()).add(text),
        "personal_sign",
        JsonRpc.params().add(text).add(address.hex()),
        info.digest(address));
  }

  public Future<Void> close() {
    return rpc.close();
  }

  /** Signers know the one name or the other; only who refuses the first is asked by the second. */
  private Future<Signature> either(
      String method, ArrayNode params, String other, ArrayNode otherParams, byte[] digest) {
    return rpc.call(method, params)
        .recover(
            failure ->
                failure instanceof RefusedException
                    ? rpc.call(other, otherParams)
                    : Future.failedFuture(failure))
        .transform(
            (answer, failure) ->
                failure == null
                    ? vertx.executeBlocking(() -> checked(answer, digest), false)
                    : Future.failedFuture(
                        new SignerException(
                            failure instanceof RefusedException ? "it refuses" : "it is silent")));
  }

  private Signature checked(JsonNode answer, byte[] digest) {
    Signature signature;
    try {
      signature = Signature.parse(withUsualV(answer.asString("")));
    } catch (IllegalArgumentException unusable) {
      throw new SignerException("its answer is no signature that a token takes");
    }
    if (!recover(signature, digest).equals(address)) {
      throw new SignerException("its signature is of another wallet, or of something else");
    }
    return signature;
  }

  /** Some signers count the parity from zero. */
  private static String withUsualV(String hex) {
    int beforeV = 2 + 2 * (Signature.LENGTH - 1);
    boolean isFromZero = hex.length() == beforeV + 2 && (hex.endsWith("00") || hex.endsWith("01"));
    return isFromZero
        ? hex.substring(0, beforeV)
            + Integer.toHexString(V_MIN + Character.digit(hex.charAt(beforeV + 1), 16))
        : hex;
  }

  private static Address recover(Signature signature, byte[] digest) {
    byte[] bytes = signature.bytes();
    try {
      return Address.parse(
          "0x"
              + Keys.getAddress(
                  Sign.signedMessageHashToKey(
                      digest,
                      new Sign.SignatureData(
                          bytes[64],
                          Arrays.copyOfRange(bytes, 0, 32),
                          Arrays.copyOfRange(bytes, 32, 64)))));
    } catch (SignatureException | RuntimeException ofNobody) {
      throw new SignerException("its signature is of nobody");
    }
  }

  @Override
  public String toString() {
    return "RemoteSigner[" + address.checksummed() + "]";
  }

  /** There is no signature. */
  static final class SignerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SignerException(String why) {
      super("the remote signer did not sign: " + why, null, false, false);
    }
  }
}
