package dev.stipend.config;

import java.util.List;
import java.util.Optional;

/**
 * What pays, on which chain, and within which bounds.
 *
 * @param former wallets that pay no longer, but still sign in for the jobs they paid for
 * @param nonceKey of the nonces of a remote signer, the one that pays or one that paid before: 64
 *     hexadecimal digits
 */
public record TreasurySettings(
    WalletSettings wallet,
    List<WalletSettings> former,
    Optional<Secret> nonceKey,
    ChainSettings chain,
    PaymentSettings payment,
    GuardSettings guard) {

  public TreasurySettings {
    former = List.copyOf(former);
  }
}
