package dev.stipend.cli;

import java.nio.file.Path;
import java.util.Optional;

/** What somebody at the command line wants done with wallets. */
public sealed interface WalletOrder {

  /** A new key in a new keystore. */
  record Make(Path keystore, Password password) implements WalletOrder {}

  /**
   * A key that exists in a new keystore.
   *
   * @param from a file with the key; the standard input where there is none
   */
  record Import(Path keystore, Optional<Path> from, Password password) implements WalletOrder {}

  /** The addresses of the configured wallets. */
  record Show() implements WalletOrder {}

  /** A new wallet in the place of the one that pays. */
  record Rotate(Path keystore, Password password) implements WalletOrder {}

  /**
   * Where the password of a new keystore comes from; it is asked for where neither is there.
   *
   * @param variable of the environment
   */
  record Password(Optional<Path> file, Optional<String> variable) {}
}
