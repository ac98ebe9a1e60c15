package dev.stipend;

import dev.stipend.cli.ProblemReport;
import dev.stipend.cli.StipendCommand;
import dev.stipend.cli.TreasuryOrder;
import dev.stipend.cli.WalletOrder;
import dev.stipend.cli.Welcome;
import dev.stipend.config.Config;
import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import dev.stipend.config.Problem;
import dev.stipend.sandbox.Sandbox;
import dev.stipend.sandbox.SandboxSettings;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/** Starts what the command line names, and alone reads the environment and exits. */
public final class Main {

  private static final int FAILED = 1;
  private static final int MISCONFIGURED = 2;
  private static final int START_SECONDS_MAX = 30;

  private final Map<String, String> environment;
  private final PrintWriter out;
  private final PrintWriter err;

  private Main(Map<String, String> environment, PrintWriter out, PrintWriter err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** Starts what the command line names; without a command, the gateway. */
  public static void main(String[] arguments) {
    Main main =
        new Main(
            System.getenv(),
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.exit(new StipendCommand(main.new Commands(), main.out, main.err).run(arguments));
  }

  private final class Commands implements StipendCommand.Actions {

    @Override
    public int serve(Optional<Path> file) {
      return with(file, Main.this::run);
    }

    @Override
    public int sandbox(Optional<Path> file) {
      return with(file, Main.this::runSandbox);
    }

    @Override
    public int audit(Optional<Path> file) {
      return with(file, config -> new BooksCommands(config, out, err).audit());
    }

    @Override
    public int reconcile(Optional<Path> file, Optional<Long> from) {
      return with(file, config -> new ReconcileCommand(config, out, err).run(from.orElse(null)));
    }

    @Override
    public int explain(Optional<Path> file, String nonceOrTransaction, List<String> teams) {
      return with(
          file, config -> new ExplainCommand(config, out, err).run(nonceOrTransaction, teams));
    }

    @Override
    public int exportLedger(Optional<Path> file, YearMonth month, Path to) {
      return with(file, config -> new BooksCommands(config, out, err).export(month, to));
    }

    @Override
    public int wallet(Optional<Path> file, WalletOrder order) {
      WalletCommands wallets = new WalletCommands(environment::get, System.in, out, err);
      return switch (order) {
        case WalletOrder.Make make -> wallets.make(make);
        case WalletOrder.Import take -> wallets.take(take);
        case WalletOrder.Show _ -> with(file, wallets::show);
        case WalletOrder.Rotate rotate -> with(file, config -> wallets.rotate(config, rotate));
      };
    }

    @Override
    public int treasury(Optional<Path> file, TreasuryOrder order) {
      String user = System.getProperty("user.name", "unknown");
      return with(file, config -> new TreasuryCommands(config, user, out, err).run(order));
    }

    @Override
    public int pruneLedger(Optional<Path> file, YearMonth month) {
      return with(file, config -> new BooksCommands(config, out, err).prune(month));
    }
  }

  private int with(Optional<Path> file, ToIntFunction<Config> command) {
    switch (ConfigReader.read(environment, file)) {
      case ConfigReading.Invalid(List<Problem> problems) -> {
        err.println(ProblemReport.format(problems));
        return MISCONFIGURED;
      }
      case ConfigReading.Read(Config config) -> {
        setLogLevel(config);
        return command.applyAsInt(config);
      }
    }
  }

  private int run(Config config) {
    long begun = System.nanoTime();
    Gateway gateway;
    FirstRun.Shown shown;
    try {
      gateway = new GatewayStart(config).start();
      shown =
          new FirstRun(gateway.core(), config).ifFirst().await(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception e) {
      err.println("Stipend could not start: " + reason(e));
      return FAILED;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::stop, "stop"));
    new Welcome(out)
        .print(
            gateway.teamUrl(),
            gateway.adminUrl(),
            gateway.sandbox() == null ? Optional.empty() : Optional.of(gateway.sandbox().origin()),
            shown.team().map(secret -> secret.reveal()),
            shown.admin().map(secret -> secret.reveal()),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    return waitFor(gateway);
  }

  /** Until a signal ends us, or the Redis that we started ends by itself. */
  private int waitFor(Gateway gateway) {
    Integer code = gateway.redisDied().join();
    if (!gateway.isStopping()) {
      err.println("The embedded Redis ended by itself (exit code " + code + "): stopping.");
    }
    return FAILED;
  }

  private int runSandbox(Config config) {
    Vertx vertx = Vertx.vertx();
    var settings = config.sandbox();
    try {
      Sandbox sandbox =
          Sandbox.start(
                  vertx,
                  new SandboxSettings(
                      settings.port(),
                      config.local().data().resolve("sandbox"),
                      settings.imageTime(),
                      settings.videoTime()))
              .await(START_SECONDS_MAX, TimeUnit.SECONDS);
      out.println("Sandbox seller: " + sandbox.origin());
      out.println("Sandbox payee: " + sandbox.payee());
      out.println("Sandbox chain: " + sandbox.chainRpc());
      new CountDownLatch(1).await();
      return 0;
    } catch (Exception e) {
      err.println("The sandbox could not start: " + reason(e));
      return FAILED;
    }
  }

  /** Logging reads it when the first logger is made, so before anything else. */
  private static void setLogLevel(Config config) {
    System.setProperty("log.level", config.local().logLevel().name().toLowerCase(Locale.ROOT));
  }

  static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
