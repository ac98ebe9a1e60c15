package dev.stipend.config;

/**
 * Everything that can be set, valid as a whole.
 *
 * <p>What a real upstream needs is checked here and nowhere else, so that whoever goes live for the
 * first time is told all of it at once.
 */
public record Config(
    ServerSettings server,
    LocalSettings local,
    RedisSettings redis,
    UpstreamSettings upstream,
    TreasurySettings treasury,
    JobSettings jobs,
    MediaSettings media,
    AccessSettings access,
    SandboxSettings sandbox) {

  public Config {
    boolean hasWallet =
        upstream.isSandbox() || !(treasury.wallet() instanceof WalletSettings.Generated);
    boolean sandboxListens = upstream.isSandbox() && sandbox.port() != 0;
    boolean hasPayee = upstream.isSandbox() || !upstream.payees().isEmpty();
    new Rules()
        .require(
            hasPayee,
            "is empty, but a real upstream needs an address that may be paid",
            "the address your seller publishes, 0x and 40 digits",
            "payees",
            "upstream")
        .require(
            hasWallet,
            "is not set, and neither are wallet.keyFile, wallet.keystore and wallet.signer; a real"
                + " upstream needs one of them",
            "64 hexadecimal digits, best in STIPEND_WALLET_KEY or in a file",
            "wallet.key",
            "wallet.keyFile",
            "wallet.keystore",
            "wallet.signer",
            "upstream")
        .otherPort(
            !sandboxListens || sandbox.port() != server.port(),
            sandbox.port(),
            "sandbox.port",
            "port")
        .otherPort(
            !sandboxListens || sandbox.port() != server.adminPort(),
            sandbox.port(),
            "sandbox.port",
            "adminPort")
        .check();
  }
}
