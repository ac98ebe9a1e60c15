package dev.stipend.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads where the keys of the wallets are. */
final class WalletAssembly {

  private static final String SIGNING_KEY = "a signing key: 64 hexadecimal digits";
  private static final String SIGNING_KEY_EXAMPLE = "0x and 64 digits, as a wallet exports them";
  private static final String KEYSTORE_EXAMPLE = "/etc/stipend/wallet.json";
  private static final String NONCE_KEY = "a key of nonces: 64 hexadecimal digits";
  private static final String NONCE_KEY_EXAMPLE = "what \"openssl rand -hex 32\" prints";
  private static final String SIGNER_EXAMPLE = "https://signer.internal:9000";

  private final Settings settings;
  private final Optional<Secret> key;
  private final Optional<Path> keyFile;
  private final Optional<Path> keystore;
  private final Optional<Secret> password;
  private final Optional<URI> signer;
  private final Optional<String> address;
  private final Optional<Secret> nonceKey;
  private final List<Path> former;

  WalletAssembly(Settings settings) {
    this.settings = settings;
    this.key =
        settings.secretItself(
            "wallet.key",
            SIGNING_KEY,
            SIGNING_KEY_EXAMPLE,
            text -> WalletSettings.SigningKey.HEX.matcher(digits(text)).matches());
    this.keyFile = settings.optional("wallet.keyFile", Kind.PATH);
    this.keystore = settings.file("wallet.keystore");
    this.password =
        settings.secretInFile("wallet.passwordFile", "a password", text -> !text.isEmpty());
    this.signer = settings.optional("wallet.signer", Kind.SIGNER);
    this.address = settings.optional("wallet.address", Kind.PAYEE);
    this.nonceKey =
        settings
            .secret(
                "wallet.nonceKey",
                NONCE_KEY,
                NONCE_KEY_EXAMPLE,
                text -> WalletSettings.SigningKey.HEX.matcher(digits(text)).matches())
            .map(text -> Secret.of(digits(text.reveal())));
    this.former = settings.list("wallet.former", Kind.PATH);
  }

  /** The wallet that pays. */
  WalletSettings paying() {
    Rules rules = new Rules();
    requireOneSource(rules);
    requireGoodKeyFile(rules);
    requirePassword(rules);
    requireAddress(rules);
    requireNonceKey(rules);
    rules.check();
    if (keystore.isPresent() && password.isPresent()) {
      return new WalletSettings.Keystore(keystore.get(), password.get());
    }
    if (signer.isPresent() && address.isPresent()) {
      return new WalletSettings.RemoteSigner(signer.get(), address.get());
    }
    return keyFile
        .<WalletSettings>map(WalletSettings.KeyFile::new)
        .or(() -> key.map(text -> new WalletSettings.SigningKey(Secret.of(digits(text.reveal())))))
        .orElseGet(WalletSettings.Generated::new);
  }

  /** Of nonces that are not made from the key of a wallet. */
  Optional<Secret> nonceKey() {
    return nonceKey;
  }

  /** Those that paid before. */
  List<WalletSettings> former() {
    Optional<Secret> formerPassword =
        settings
            .secretInFile("wallet.formerPasswordFile", "a password", text -> !text.isEmpty())
            .or(() -> password);
    Rules rules = new Rules();
    List<WalletSettings> wallets = new ArrayList<>();
    for (Path file : former) {
      Optional<String> flaw = formerFlaw(file, formerPassword.isPresent());
      rules.require(flaw.isEmpty(), flaw.orElse(""), KEYSTORE_EXAMPLE, "wallet.former");
      if (flaw.isEmpty()) {
        wallets.add(
            isKeystore(file)
                ? new WalletSettings.Keystore(file, formerPassword.orElseThrow())
                : new WalletSettings.KeyFile(file));
      }
    }
    rules.check();
    return wallets;
  }

  private void requireOneSource(Rules rules) {
    boolean hasKey = key.isPresent() || keyFile.isPresent();
    rules
        .require(
            key.isEmpty() || keyFile.isEmpty(),
            "is set, and so is wallet.keyFile; keep one of them",
            SIGNING_KEY_EXAMPLE,
            "wallet.key",
            "wallet.keyFile")
        .require(
            !hasKey || keystore.isEmpty(),
            "is set, and so is a signing key; keep one of them",
            KEYSTORE_EXAMPLE,
            "wallet.keystore",
            "wallet.key",
            "wallet.keyFile")
        .require(
            signer.isEmpty() || !(hasKey || keystore.isPresent()),
            "is set, and so is a key of this machine; keep one of them",
            SIGNER_EXAMPLE,
            "wallet.signer",
            "wallet.key",
            "wallet.keyFile",
            "wallet.keystore");
  }

  private void requireGoodKeyFile(Rules rules) {
    Optional<String> flaw = keyFile.flatMap(SigningKeyFile::flaw);
    rules.require(flaw.isEmpty(), flaw.orElse(""), "/run/secrets/stipend", "wallet.keyFile");
  }

  private void requirePassword(Rules rules) {
    rules
        .require(
            keystore.isEmpty() || password.isPresent(),
            "is not set, but wallet.keystore needs its password",
            "/run/secrets/wallet-password",
            "wallet.passwordFile",
            "wallet.keystore")
        .require(
            password.isEmpty() || keystore.isPresent() || !former.isEmpty(),
            "is the password of a keystore, but wallet.keystore is not set",
            KEYSTORE_EXAMPLE + " as wallet.keystore",
            "wallet.passwordFile",
            "wallet.keystore");
  }

  private void requireAddress(Rules rules) {
    rules
        .require(
            signer.isEmpty() || address.isPresent(),
            "is not set, but wallet.signer must be told for which wallet to sign",
            "0x and 40 digits",
            "wallet.address",
            "wallet.signer")
        .require(
            address.isEmpty() || signer.isPresent(),
            "is the wallet of a remote signer, but wallet.signer is not set",
            SIGNER_EXAMPLE + " as wallet.signer",
            "wallet.address",
            "wallet.signer");
  }

  private void requireNonceKey(Rules rules) {
    rules.require(
        signer.isEmpty() || nonceKey.isPresent(),
        "is not set, and neither is wallet.nonceKeyFile, but with wallet.signer there is no other secret to"
            + " make nonces from, which name the spends on the chain",
        NONCE_KEY_EXAMPLE,
        "wallet.nonceKey",
        "wallet.nonceKeyFile",
        "wallet.signer");
  }

  private static Optional<String> formerFlaw(Path file, boolean hasPassword) {
    if (!Files.isReadable(file)) {
      return Optional.of("names " + file + ", which cannot be read");
    }
    if (!isKeystore(file)) {
      return SigningKeyFile.flaw(file);
    }
    return hasPassword
        ? Optional.empty()
        : Optional.of("names a keystore, which needs wallet.formerPasswordFile");
  }

  /** Keystores are JSON objects, and no signing key begins like one. */
  private static boolean isKeystore(Path file) {
    try (var in = Files.newInputStream(file)) {
      int first = in.read();
      while (first >= 0 && Character.isWhitespace(first)) {
        first = in.read();
      }
      return first == '{';
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static String digits(String signingKey) {
    String text = signingKey.toLowerCase(Locale.ROOT);
    return text.startsWith("0x") ? text.substring(2) : text;
  }
}
