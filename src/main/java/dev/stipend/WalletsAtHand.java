package dev.stipend;

import dev.stipend.chain.RemoteSigner;
import dev.stipend.chain.Wallet;
import dev.stipend.chain.WalletKey;
import dev.stipend.chain.WalletSigner;
import dev.stipend.config.Config;
import dev.stipend.config.SigningKeyFile;
import dev.stipend.config.WalletSettings;
import dev.stipend.x402.Address;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wallets of the configuration, with their keys. Opening a keystore takes about a second.
 *
 * @param paying whose money is spent
 * @param former those that still sign in for the jobs they paid for
 */
record WalletsAtHand(Wallet paying, List<Wallet> former) {

  /** Far below the time after which a reservation without a signature is given back. */
  private static final Duration SIGNER_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(WalletsAtHand.class);

  WalletsAtHand {
    former = List.copyOf(former);
  }

  static WalletsAtHand open(Config config, Vertx vertx, SecureRandom random) {
    Path generated = generated(config);
    return new WalletsAtHand(
        open(config.treasury().wallet(), generated, vertx, random),
        config.treasury().former().stream()
            .map(settings -> open(settings, generated, vertx, random))
            .toList());
  }

  /** Where the sandbox keeps the key that it made. */
  static Path generated(Config config) {
    return config.local().data().resolve("wallet.key");
  }

  private static Wallet open(
      WalletSettings settings, Path generated, Vertx vertx, SecureRandom random) {
    return switch (settings) {
      case WalletSettings.RemoteSigner(var endpoint, String address) ->
          new RemoteSigner(vertx, endpoint, Address.parse(address), SIGNER_TIMEOUT);
      case WalletSettings.Generated _ ->
          new WalletSigner(WalletKey.fromHex(LocalSecrets.readOrMake(generated, random)), vertx);
      case WalletSettings.SigningKey(var hex) ->
          new WalletSigner(WalletKey.fromHex(hex.reveal()), vertx);
      case WalletSettings.KeyFile(Path file) -> new WalletSigner(keyFile(file), vertx);
      case WalletSettings.Keystore(Path file, var password) ->
          new WalletSigner(keystore(file, password.reveal()), vertx);
    };
  }

  private static WalletKey keyFile(Path file) {
    if (!SigningKeyFile.isGuarded(file)) {
      LOG.atWarn().addKeyValue("file", file).log("this system does not tell who can read a key");
    }
    try {
      return WalletKey.taking(SigningKeyFile.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException("the key file " + file + " cannot be read", e);
    }
  }

  private static WalletKey keystore(Path file, String password) {
    try {
      return WalletKey.fromKeystore(file, password);
    } catch (IOException e) {
      throw new UncheckedIOException("the keystore " + file + " cannot be read", e);
    }
  }
}
