package dev.stipend;

import dev.stipend.chain.RemoteSigner;
import dev.stipend.chain.Wallet;
import dev.stipend.chain.WalletKey;
import dev.stipend.chain.WalletSigner;
import dev.stipend.config.Config;
import dev.stipend.config.SigningKeyFile;
import dev.stipend.config.WalletSettings;
import dev.stipend.treasury.NonceKey;
import dev.stipend.treasury.NonceTags;
import dev.stipend.x402.Address;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wallets of the configuration, with their keys. Opening a keystore takes about a second.
 *
 * @param paying whose money is spent
 * @param former those that still sign in for the jobs they paid for
 * @param tags make the nonces of the one that pays, and read those of all
 */
record WalletsAtHand(Wallet paying, List<Wallet> former, NonceTags tags) {

  /** Far below the time after which a reservation without a signature is given back. */
  private static final Duration SIGNER_TIMEOUT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(WalletsAtHand.class);

  WalletsAtHand {
    former = List.copyOf(former);
  }

  static WalletsAtHand open(Config config, Vertx vertx, SecureRandom random) {
    Path generated = generated(config);
    Wallet paying = open(config.treasury().wallet(), generated, vertx, random);
    List<Wallet> former =
        config.treasury().former().stream()
            .map(settings -> open(settings, generated, vertx, random))
            .toList();
    return new WalletsAtHand(paying, former, tags(config, paying, former));
  }

  /** The one that pays first. */
  List<Address> addresses() {
    return Stream.concat(Stream.of(paying), former.stream())
        .map(Wallet::address)
        .distinct()
        .toList();
  }

  /**
   * A wallet whose key is elsewhere has nonces of the configured key, also when it pays no longer.
   */
  private static NonceTags tags(Config config, Wallet paying, List<Wallet> former) {
    Optional<NonceKey> configured =
        config
            .treasury()
            .nonceKey()
            .map(hex -> NonceKey.from(HexFormat.of().parseHex(hex.reveal())));
    List<NonceKey> keys = new ArrayList<>();
    paying.nonceKey().ifPresent(keys::add);
    configured.ifPresent(keys::add);
    former.forEach(wallet -> wallet.nonceKey().ifPresent(keys::add));
    return new NonceTags(keys);
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
