package dev.stipend.config;

import java.util.List;

/**
 * What pays, on which chain, and within which bounds.
 *
 * @param former wallets that pay no longer, but still sign in for the jobs they paid for
 */
public record TreasurySettings(
    WalletSettings wallet,
    List<WalletSettings> former,
    ChainSettings chain,
    PaymentSettings payment,
    GuardSettings guard) {

  public TreasurySettings {
    former = List.copyOf(former);
  }
}
