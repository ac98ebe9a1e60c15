package dev.stipend.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StipendCommandTest {

  private final List<String> done = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void withoutACommandItServes() {
    assertThat(run()).isZero();
    assertThat(run("--config", "my.yaml")).isZero();

    assertThat(done).containsExactly("serve nothing", "serve my.yaml");
  }

  @Test
  void configurationMayBeNamedBeforeOrAfterTheCommand() {
    run("serve", "--config", "a.yaml");
    run("--config=b.yaml", "sandbox");
    run("audit", "--config", "c.yaml");

    assertThat(done).containsExactly("serve a.yaml", "sandbox b.yaml", "audit c.yaml");
  }

  @Test
  void exitCodeIsThatOfTheAction() {
    assertThat(run("sandbox", "--config", "fails.yaml")).isEqualTo(3);
  }

  @Test
  void nonsenseIsAnsweredWithTheUsage() {
    assertThat(run("serv")).isEqualTo(2);
    assertThat(err.toString()).contains("serv").contains("Did you mean").contains("serve");
    assertThat(run("--confg", "my.yaml")).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: stipend");
    assertThat(run("--config")).isEqualTo(2);

    assertThat(done).isEmpty();
  }

  @Test
  void helpAndVersionDoNothingElse() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("serve", "sandbox", "--config=FILE", "config/stipend.yaml");
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).contains("Stipend ");
    assertThat(run("sandbox", "--help")).isZero();

    assertThat(done).isEmpty();
  }

  @Test
  void monthsOfTheLedgerAreExportedAndPruned() {
    assertThat(run("ledger", "export", "2026-10")).isZero();
    assertThat(run("ledger", "export", "2026-10", "--to", "x.ndjson")).isZero();
    assertThat(run("ledger", "prune", "2026-10", "--config", "c.yaml")).isZero();

    assertThat(done)
        .containsExactly(
            "export 2026-10 to ledger-2026-10.ndjson with nothing",
            "export 2026-10 to x.ndjson with nothing",
            "prune 2026-10 with c.yaml");
  }

  @Test
  void booksAreHeldAgainstTheChainFromABlockOn() {
    assertThat(run("reconcile")).isZero();
    assertThat(run("reconcile", "--from", "12")).isZero();
    assertThat(run("reconcile", "--from", "x")).isEqualTo(2);

    assertThat(done)
        .containsExactly(
            "reconcile from Optional.empty with nothing",
            "reconcile from Optional[12] with nothing");
  }

  @Test
  void paymentIsExplained() {
    assertThat(run("explain", "0x12", "--teams", "a,b")).isZero();
    assertThat(run("explain")).isEqualTo(2);

    assertThat(done).containsExactly("explain 0x12 [a, b] with nothing");
  }

  @Test
  void aMonthThatIsNoneIsSaid() {
    assertThat(run("ledger", "prune", "October")).isEqualTo(2);
    assertThat(err.toString()).contains("a month looks like 2026-10");
    assertThat(run("ledger")).isEqualTo(2);
    assertThat(err.toString()).contains("export", "prune");

    assertThat(done).isEmpty();
  }

  @Test
  void walletsAreMadeImportedShownAndReplaced() {
    assertThat(run("wallet", "new", "--password-env", "PW")).isZero();
    assertThat(run("wallet", "import", "--from", "key", "--to", "w.json")).isZero();
    assertThat(run("wallet", "show", "--config", "c.yaml")).isZero();
    assertThat(run("wallet", "rotate", "--password-file", "pw", "--to", "n.json")).isZero();

    Optional<Path> none = Optional.empty();
    assertThat(done)
        .containsExactly(
            "wallet "
                + new WalletOrder.Make(
                    Path.of("wallet.json"), new WalletOrder.Password(none, Optional.of("PW")))
                + " with nothing",
            "wallet "
                + new WalletOrder.Import(
                    Path.of("w.json"),
                    Optional.of(Path.of("key")),
                    new WalletOrder.Password(none, Optional.empty()))
                + " with nothing",
            "wallet " + new WalletOrder.Show() + " with c.yaml",
            "wallet "
                + new WalletOrder.Rotate(
                    Path.of("n.json"),
                    new WalletOrder.Password(Optional.of(Path.of("pw")), Optional.empty()))
                + " with nothing");
  }

  @Test
  void treasuryIsShownAndStoppedAndEveryStopHasAReason() {
    assertThat(run("treasury", "show", "--config", "c.yaml")).isZero();
    assertThat(run("treasury", "pause", "--reason", "incident 12")).isZero();
    assertThat(run("treasury", "pause", "veo-3.1", "generate", "--reason", "slow")).isZero();
    assertThat(run("treasury", "resume", "token", "--reason", "looked")).isZero();
    assertThat(run("treasury", "pause")).isEqualTo(2);

    assertThat(done)
        .containsExactly(
            "treasury " + new TreasuryOrder.Show() + " with c.yaml",
            "treasury " + new TreasuryOrder.Pause(List.of(), "incident 12") + " with nothing",
            "treasury "
                + new TreasuryOrder.Pause(List.of("veo-3.1", "generate"), "slow")
                + " with nothing",
            "treasury " + new TreasuryOrder.Resume(List.of("token"), "looked") + " with nothing");
  }

  @Test
  void noKeyAndNoPasswordIsAnArgument() {
    assertThat(run("wallet", "import", "0x" + "1".repeat(64))).isEqualTo(2);
    assertThat(run("wallet", "new", "--password", "open sesame")).isEqualTo(2);

    assertThat(done).isEmpty();
  }

  @Test
  void brokenPartIsSaidWithoutAStackTrace() {
    assertThat(run("--config", "broken.yaml")).isEqualTo(1);

    assertThat(err.toString().strip()).isEqualTo("Stipend stopped: no disk");
  }

  private int run(String... arguments) {
    StipendCommand.Actions actions =
        new StipendCommand.Actions() {
          @Override
          public int serve(Optional<Path> config) {
            if (config.equals(Optional.of(Path.of("broken.yaml")))) {
              throw new IllegalStateException("no disk");
            }
            return did("serve", config);
          }

          @Override
          public int audit(Optional<Path> config) {
            return did("audit", config);
          }

          @Override
          public int reconcile(Optional<Path> config, Optional<Long> from) {
            return did("reconcile from " + from + " with", config);
          }

          @Override
          public int explain(Optional<Path> config, String asked, List<String> teams) {
            return did("explain " + asked + " " + teams + " with", config);
          }

          @Override
          public int exportLedger(Optional<Path> config, YearMonth month, Path file) {
            return did("export " + month + " to " + file + " with", config);
          }

          @Override
          public int pruneLedger(Optional<Path> config, YearMonth month) {
            return did("prune " + month + " with", config);
          }

          @Override
          public int wallet(Optional<Path> config, WalletOrder order) {
            return did("wallet " + order + " with", config);
          }

          @Override
          public int treasury(Optional<Path> config, TreasuryOrder order) {
            return did("treasury " + order + " with", config);
          }

          @Override
          public int sandbox(Optional<Path> config) {
            return did("sandbox", config);
          }
        };
    return new StipendCommand(actions, new PrintWriter(out, true), new PrintWriter(err, true))
        .run(arguments);
  }

  private int did(String command, Optional<Path> config) {
    done.add(command + " " + config.map(Path::toString).orElse("nothing"));
    return config.equals(Optional.of(Path.of("fails.yaml"))) ? 3 : 0;
  }
}
