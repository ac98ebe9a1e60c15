package dev.stipend.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code stipend}; without a subcommand it serves. */
public final class StipendCommand {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final CommandLine commandLine;

  /** What the commands do, each blocking until it has ended and answering the exit code. */
  public interface Actions {

    /** Runs the gateway. */
    int serve(Optional<Path> config);

    /** Runs the sandbox's seller alone. */
    int sandbox(Optional<Path> config);

    /** Holds the books against their rows. */
    int audit(Optional<Path> config);

    /** Holds the books against the chain; from a block on, or from where that ended last. */
    int reconcile(Optional<Path> config, Optional<Long> from);

    /** Tells whose payment a nonce or a transaction was. */
    int explain(Optional<Path> config, String nonceOrTransaction, List<String> teams);

    /** Writes the rows of a month to a file. */
    int exportLedger(Optional<Path> config, YearMonth month, Path file);

    /** Takes an exported month out of the books. */
    int pruneLedger(Optional<Path> config, YearMonth month);

    /** Makes or shows wallets. */
    int wallet(Optional<Path> config, WalletOrder order);

    /** Shows the treasury, or stops what it pays. */
    int treasury(Optional<Path> config, TreasuryOrder order);
  }

  public StipendCommand(Actions actions, PrintWriter out, PrintWriter err) {
    Root root = new Root(actions);
    commandLine =
        new CommandLine(root)
            .addSubcommand(new Serve(root))
            .addSubcommand(new Sandbox(root))
            .addSubcommand(new Audit(root))
            .addSubcommand(new Reconcile(root))
            .addSubcommand(new Explain(root))
            .addSubcommand(
                new CommandLine(new LedgerOf())
                    .addSubcommand(new ExportLedger(root))
                    .addSubcommand(new PruneLedger(root)))
            .addSubcommand(WalletCommand.with(order -> actions.wallet(root.config(), order)))
            .addSubcommand(TreasuryCommand.with(order -> actions.treasury(root.config(), order)))
            .setOut(out)
            .setErr(err)
            .setParameterExceptionHandler((mistake, _) -> explain(mistake))
            .setExecutionExceptionHandler(
                (failure, command, _) -> {
                  command.getErr().println("Stipend stopped: " + failure.getMessage());
                  return FAILED;
                });
  }

  /** Answers the exit code: that of the action, or 2 if the arguments make no sense. */
  public int run(String... arguments) {
    return commandLine.execute(arguments);
  }

  private static int explain(ParameterException mistake) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(mistake.getMessage());
    UnmatchedArgumentException.printSuggestions(mistake, err);
    err.println();
    command.usage(err);
    return MISUSED;
  }

  @Command(
      name = "stipend",
      description = "Buys AI images and videos over x402 within the budgets of teams.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "Without a command it serves. Without any configuration it runs as a sandbox, with a",
        "seller of its own and no real money. Every setting: config/stipend.yaml"
      })
  private static final class Root implements Callable<Integer> {

    private final Actions actions;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        scope = ScopeType.INHERIT,
        description = "Read settings from this file rather than from the one STIPEND_CONFIG names.")
    private @Nullable Path config;

    Root(Actions actions) {
      this.actions = actions;
    }

    @Override
    public Integer call() {
      return actions.serve(config());
    }

    Optional<Path> config() {
      return Optional.ofNullable(config);
    }
  }

  @Command(
      name = "serve",
      description = "Run the gateway.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  private record Serve(Root root) implements Callable<Integer> {
    @Override
    public Integer call() {
      return root.actions.serve(root.config());
    }
  }

  @Command(
      name = "sandbox",
      description = "Run only the sandbox's seller, for a gateway elsewhere to buy from.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  private record Sandbox(Root root) implements Callable<Integer> {
    @Override
    public Integer call() {
      return root.actions.sandbox(root.config());
    }
  }

  @Command(
      name = "audit",
      description =
          "Recompute every balance from the rows of the ledger, and name each difference. "
              + "Changes nothing, and may run while gateways do. Exit code 0: none; 1: there are "
              + "differences; 2: it could not be done.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  private record Audit(Root root) implements Callable<Integer> {
    @Override
    public Integer call() {
      return root.actions.audit(root.config());
    }
  }

  @Command(
      name = "reconcile",
      description = {
        "Hold every transfer out of the wallet against the books, book what is missing, and report.",
        "May run while gateways do. Exit code 0: books and chain agree; 1: something left without",
        "explanation, or they differ; 2: it could not be done."
      },
      mixinStandardHelpOptions = true)
  private static final class Reconcile implements Callable<Integer> {

    private final Root root;

    @Option(
        names = "--from",
        paramLabel = "BLOCK",
        description = {
          "Search from this block on, rather than from where the last search ended: after a loss of",
          "the books, one from before the first payment."
        })
    private @Nullable Long from;

    Reconcile(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() {
      return root.actions.reconcile(root.config(), Optional.ofNullable(from));
    }
  }

  @Command(
      name = "explain",
      description = {
        "Tell the spend and the team of a payment, by the nonce of its authorization or by its",
        "transaction. Needs the wallet's key, and for a transaction chain.rpc; no books. Exit code 0:",
        "told; 1: it is not one of ours; 2: it could not be done."
      },
      mixinStandardHelpOptions = true)
  private static final class Explain implements Callable<Integer> {

    private final Root root;

    @Parameters(paramLabel = "NONCE|TRANSACTION", description = "0x and 64 hexadecimal digits.")
    private String nonceOrTransaction = "";

    @Option(
        names = "--teams",
        paramLabel = "ID",
        split = ",",
        description = "Teams whose ids have more than 16 characters: a nonce has only their start.")
    private List<String> teams = List.of();

    Explain(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() {
      return root.actions.explain(root.config(), nonceOrTransaction, teams);
    }
  }

  @Command(
      name = "ledger",
      description = "Export months of the ledger, and take them out of the books.",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "(export | prune)")
  private static final class LedgerOf {}

  @Command(
      name = "export",
      description =
          "Write the rows of a month (UTC) to a file, one JSON object a line, oldest first. "
              + "Changes nothing but the note that it was exported. Exit code 0: written; 1: there "
              + "are no rows; 2: it could not be done.",
      mixinStandardHelpOptions = true)
  private static final class ExportLedger implements Callable<Integer> {

    private final Root root;

    @Parameters(paramLabel = "MONTH", description = "Such as 2026-10.", converter = Month.class)
    private YearMonth month = YearMonth.of(1970, 1);

    @Option(
        names = "--to",
        paramLabel = "FILE",
        description = "The file; ledger-<month>.ndjson where none is given.")
    private @Nullable Path file;

    ExportLedger(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() {
      return root.actions.exportLedger(
          root.config(),
          month,
          Objects.requireNonNullElse(file, Path.of("ledger-" + month + ".ndjson")));
    }
  }

  @Command(
      name = "prune",
      description =
          "Take the rows of an exported month (UTC), and its spends, out of Redis. Balances, "
              + "totals of the month and limits stay. Keep the file: nothing else knows the single "
              + "payments then. Exit code 0: done; 1: not allowed, and why; 2: it could not be "
              + "done.",
      mixinStandardHelpOptions = true)
  private static final class PruneLedger implements Callable<Integer> {

    private final Root root;

    @Parameters(paramLabel = "MONTH", description = "Such as 2026-10.", converter = Month.class)
    private YearMonth month = YearMonth.of(1970, 1);

    PruneLedger(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() {
      return root.actions.pruneLedger(root.config(), month);
    }
  }

  private static final class Month implements CommandLine.ITypeConverter<YearMonth> {
    @Override
    public YearMonth convert(String text) {
      try {
        return YearMonth.parse(text);
      } catch (DateTimeException e) {
        throw new CommandLine.TypeConversionException("a month looks like 2026-10");
      }
    }
  }

  private static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = StipendCommand.class.getPackage().getImplementationVersion();
      return new String[] {"Stipend " + Objects.requireNonNullElse(version, "(not a release)")};
    }
  }
}
