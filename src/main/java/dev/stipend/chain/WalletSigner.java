package dev.stipend.chain;

import dev.stipend.treasury.NonceKey;
import dev.stipend.x402.Address;
import dev.stipend.x402.Authorization;
import dev.stipend.x402.CancelAuthorization;
import dev.stipend.x402.Signature;
import dev.stipend.x402.SiwxInfo;
import dev.stipend.x402.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;

/** Signs with a key that this process holds. */
public final class WalletSigner implements Wallet, CoinWallet {

  /** Where {@code v} is in a signature, behind {@code r} and {@code s}. */
  private static final int V = 64;

  private final WalletKey key;
  private final @Nullable Vertx vertx;

  /** Signs on the thread that asks. */
  public WalletSigner(WalletKey key) {
    this.key = key;
    this.vertx = null;
  }

  /** Signs away from the event loop where that takes long. */
  public WalletSigner(WalletKey key, Vertx vertx) {
    this.key = key;
    this.vertx = key.isQuick() ? null : vertx;
  }

  @Override
  public Address address() {
    return key.address();
  }

  @Override
  public Optional<NonceKey> nonceKey() {
    return Optional.of(key.nonceKey());
  }

  @Override
  public Future<Signature> sign(Authorization authorization, Token token) {
    if (!authorization.from().equals(key.address())) {
      throw new IllegalArgumentException("the authorization is of another wallet");
    }
    return sign(authorization.digest(token).bytes());
  }

  @Override
  public Future<Signature> sign(CancelAuthorization cancellation, Token token) {
    if (!cancellation.authorizer().equals(key.address())) {
      throw new IllegalArgumentException("the authorization is of another wallet");
    }
    return sign(cancellation.digest(token).bytes());
  }

  @Override
  public Future<byte[]> sign(RawTransaction transaction) {
    return sign(Hash.sha3(TransactionEncoder.encode(transaction)))
        .map(signature -> TransactionEncoder.encode(transaction, data(signature.bytes())));
  }

  private static Sign.SignatureData data(byte[] signature) {
    return new Sign.SignatureData(
        signature[V],
        Arrays.copyOfRange(signature, 0, V / 2),
        Arrays.copyOfRange(signature, V / 2, V));
  }

  @Override
  public Future<Signature> prove(SiwxInfo info) {
    return sign(info.digest(key.address()));
  }

  private Future<Signature> sign(byte[] digest) {
    return vertx == null
        ? Future.succeededFuture(key.sign(digest))
        : vertx.executeBlocking(() -> key.sign(digest), false);
  }

  @Override
  public String toString() {
    return "WalletSigner[" + key.address().checksummed() + "]";
  }
}
