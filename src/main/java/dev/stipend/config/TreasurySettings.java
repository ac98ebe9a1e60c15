package dev.stipend.config;

/** What pays, on which chain, and within which bounds. */
public record TreasurySettings(
    WalletSettings wallet, ChainSettings chain, PaymentSettings payment, GuardSettings guard) {}
