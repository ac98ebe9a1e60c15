package dev.stipend.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code stipend treasury}. */
final class TreasuryCommand {

  private TreasuryCommand() {}

  static CommandLine with(ToIntFunction<TreasuryOrder> action) {
    return new CommandLine(new Treasury())
        .addSubcommand(new Show(action))
        .addSubcommand(new Pause(action))
        .addSubcommand(new Resume(action));
  }

  @Command(
      name = "treasury",
      description = "See how the treasury stands, and stop what it pays.",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "(show | pause | resume)")
  private static final class Treasury {}

  @Command(
      name = "show",
      description = {
        "Print what is free, held, in doubt and spent by the books, what flowed out, what is",
        "stopped, and, with chain.rpc, what the wallets have. Changes nothing."
      },
      mixinStandardHelpOptions = true)
  private record Show(ToIntFunction<TreasuryOrder> action) implements Callable<Integer> {
    @Override
    public Integer call() {
      return action.applyAsInt(new TreasuryOrder.Show());
    }
  }

  @Command(
      name = "pause",
      description = {
        "Stop all payments at every gateway at once, or those of one operation of a model. What was",
        "begun is finished. Exit code 0: stopped now; 1: it was stopped before; 2: it could not be",
        "done."
      },
      mixinStandardHelpOptions = true)
  private static final class Pause implements Callable<Integer> {

    private final ToIntFunction<TreasuryOrder> action;

    @Parameters(
        arity = "0..2",
        paramLabel = "MODEL OPERATION",
        description = "What to stop, such as veo-3.1 generate. Not given: everything.")
    private List<String> what = List.of();

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why, for those who find it stopped.")
    private String reason = "";

    Pause(ToIntFunction<TreasuryOrder> action) {
      this.action = action;
    }

    @Override
    public Integer call() {
      return action.applyAsInt(new TreasuryOrder.Pause(what, reason));
    }
  }

  @Command(
      name = "resume",
      description = {
        "Lift a stop. Exit code 0: lifted; 1: it was not stopped; 2: it could not be done."
      },
      mixinStandardHelpOptions = true)
  private static final class Resume implements Callable<Integer> {

    private final ToIntFunction<TreasuryOrder> action;

    @Parameters(
        arity = "0..2",
        paramLabel = "MODEL OPERATION",
        description =
            "What was stopped, or the word token. Not given: the stop of everything. "
                + "'treasury show' lists them.")
    private List<String> what = List.of();

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why it may go on.")
    private String reason = "";

    Resume(ToIntFunction<TreasuryOrder> action) {
      this.action = action;
    }

    @Override
    public Integer call() {
      return action.applyAsInt(new TreasuryOrder.Resume(what, reason));
    }
  }
}
