package dev.stipend.chain;

import dev.stipend.treasury.NonceKey;
import dev.stipend.x402.Address;
import dev.stipend.x402.Authorization;
import dev.stipend.x402.Signature;
import dev.stipend.x402.SiwxInfo;
import dev.stipend.x402.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signs with a key that this process holds. */
public final class WalletSigner implements Wallet {

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
