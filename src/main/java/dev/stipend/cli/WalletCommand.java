package dev.stipend.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code stipend wallet}. No key and no password is ever one of its arguments. */
final class WalletCommand {

  private WalletCommand() {}

  static CommandLine with(ToIntFunction<WalletOrder> action) {
    return new CommandLine(new Wallet())
        .addSubcommand(new New(action))
        .addSubcommand(new Import(action))
        .addSubcommand(new Show(action))
        .addSubcommand(new Rotate(action));
  }

  @Command(
      name = "wallet",
      description = "Make, import, show and replace the wallets that pay.",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "(new | import | show | rotate)")
  private static final class Wallet {}

  /** The options of every keystore that is made. */
  private abstract static class Making implements Callable<Integer> {

    @Option(
        names = "--to",
        paramLabel = "FILE",
        defaultValue = "wallet.json",
        description = "The new keystore; nothing is written over. Default: wallet.json")
    private @Nullable Path to;

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "Holds the keystore's password. Without it, you are asked.")
    private @Nullable Path passwordFile;

    @Option(
        names = "--password-env",
        paramLabel = "NAME",
        description = "The environment variable that holds it.")
    private @Nullable String passwordVariable;

    Path keystore() {
      return to == null ? Path.of("wallet.json") : to;
    }

    WalletOrder.Password password() {
      return new WalletOrder.Password(
          Optional.ofNullable(passwordFile), Optional.ofNullable(passwordVariable));
    }
  }

  @Command(
      name = "new",
      description = "Make a wallet in an encrypted keystore (version 3), and print its address.",
      mixinStandardHelpOptions = true)
  private static final class New extends Making {

    private final ToIntFunction<WalletOrder> action;

    New(ToIntFunction<WalletOrder> action) {
      this.action = action;
    }

    @Override
    public Integer call() {
      return action.applyAsInt(new WalletOrder.Make(keystore(), password()));
    }
  }

  @Command(
      name = "import",
      description = {
        "Put a key that exists, 64 hexadecimal digits, into an encrypted keystore, and print its",
        "address. The key is read from the standard input, or from a file."
      },
      mixinStandardHelpOptions = true)
  private static final class Import extends Making {

    private final ToIntFunction<WalletOrder> action;

    @Option(names = "--from", paramLabel = "FILE", description = "A file that holds the key.")
    private @Nullable Path from;

    Import(ToIntFunction<WalletOrder> action) {
      this.action = action;
    }

    @Override
    public Integer call() {
      return action.applyAsInt(
          new WalletOrder.Import(keystore(), Optional.ofNullable(from), password()));
    }
  }

  @Command(
      name = "show",
      description = "Print the addresses of the configured wallets, and where their keys are.",
      mixinStandardHelpOptions = true)
  private record Show(ToIntFunction<WalletOrder> action) implements Callable<Integer> {
    @Override
    public Integer call() {
      return action.applyAsInt(new WalletOrder.Show());
    }
  }

  @Command(
      name = "rotate",
      description = {
        "Make a wallet that is to pay from now on, and print what has to be done: which settings to",
        "change, what to fund, what to wait for. Changes nothing but the new keystore."
      },
      mixinStandardHelpOptions = true)
  private static final class Rotate extends Making {

    private final ToIntFunction<WalletOrder> action;

    Rotate(ToIntFunction<WalletOrder> action) {
      this.action = action;
    }

    @Override
    public Integer call() {
      return action.applyAsInt(new WalletOrder.Rotate(keystore(), password()));
    }
  }
}
