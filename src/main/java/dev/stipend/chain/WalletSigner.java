package dev.stipend.chain;

import dev.stipend.job.ProofSigner;
import dev.stipend.treasury.NonceKey;
import dev.stipend.treasury.PaymentSigner;
import dev.stipend.x402.Address;
import dev.stipend.x402.Authorization;
import dev.stipend.x402.Signature;
import dev.stipend.x402.SiwxInfo;
import dev.stipend.x402.Token;

/** Signs with a key that this process holds. A signature takes about a millisecond. */
public final class WalletSigner implements PaymentSigner, ProofSigner {

  private final WalletKey key;

  public WalletSigner(WalletKey key) {
    this.key = key;
  }

  @Override
  public Address address() {
    return key.address();
  }

  /** For the nonces of this wallet's payments. */
  public NonceKey nonceKey() {
    return key.nonceKey();
  }

  @Override
  public Signature sign(Authorization authorization, Token token) {
    if (!authorization.from().equals(key.address())) {
      throw new IllegalArgumentException("the authorization is of another wallet");
    }
    return key.sign(authorization.digest(token).bytes());
  }

  @Override
  public Signature prove(SiwxInfo info) {
    return key.sign(info.digest(key.address()));
  }

  @Override
  public String toString() {
    return "WalletSigner[" + key.address().checksummed() + "]";
  }
}
