package dev.stipend;

import dev.stipend.config.Config;
import dev.stipend.ledger.AuditReport;
import dev.stipend.ledger.Export;
import dev.stipend.ledger.PruneOutcome;
import dev.stipend.redis.RedisArchive;
import dev.stipend.redis.RedisAudit;
import dev.stipend.redis.RedisLedger;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.Optional;

/** The commands that work on the books themselves, and tell people what came of it. */
final class BooksCommands {

  private static final int NO = 1;
  private static final int FAILED = 2;

  private final Config config;
  private final PrintWriter out;
  private final PrintWriter err;

  BooksCommands(Config config, PrintWriter out, PrintWriter err) {
    this.config = config;
    this.out = out;
    this.err = err;
  }

  int audit() {
    try {
      AuditReport report =
          BooksAtHand.use(
              config,
              redis -> BooksAtHand.await(new RedisAudit(redis, InstantSource.system()).run()));
      out.println("Read " + report.rows() + " rows of the ledger.");
      report
          .differences()
          .forEach(
              each ->
                  out.println(
                      "%s: the books say %d, the rows say %d"
                          .formatted(each.what(), each.booksSay(), each.rowsSay())));
      out.println(
          report.isClean()
              ? "Every balance is the sum of its rows."
              : "Differences: " + report.differences().size());
      return report.isClean() ? 0 : NO;
    } catch (Exception e) {
      return failed("The books could not be audited: ", e);
    }
  }

  int export(YearMonth month, Path file) {
    try {
      Optional<Export> export =
          BooksAtHand.use(
              config,
              redis ->
                  new LedgerExport(
                          new RedisLedger(redis), new RedisArchive(redis), InstantSource.system())
                      .write(month, file));
      if (export.isEmpty()) {
        out.println("The ledger has no rows of " + month + ".");
        return NO;
      }
      out.println("Wrote " + export.get().rows() + " rows of " + month + " to " + file + ".");
      out.println("SHA-256 " + export.get().sha256());
      return 0;
    } catch (Exception e) {
      return failed("The ledger could not be exported: ", e);
    }
  }

  int prune(YearMonth month) {
    try {
      PruneOutcome outcome =
          BooksAtHand.use(config, redis -> BooksAtHand.await(new RedisArchive(redis).prune(month)));
      out.println(told(outcome, month));
      return outcome instanceof PruneOutcome.Pruned ? 0 : NO;
    } catch (Exception e) {
      return failed("The ledger could not be pruned: ", e);
    }
  }

  private static String told(PruneOutcome outcome, YearMonth month) {
    return switch (outcome) {
      case PruneOutcome.Pruned(long spends) ->
          "The rows of " + month + " and " + spends + " spends have left Redis. Keep the export.";
      case PruneOutcome.NotOver _ -> month + " is not over (in UTC): rows can still come.";
      case PruneOutcome.NotExported _ ->
          month + " was not exported. First: stipend ledger export " + month;
      case PruneOutcome.ExportDiffers(long exported, long there) ->
          "%s has %d rows, but %d were exported. Once more: stipend ledger export %s"
              .formatted(month, there, exported, month);
      case PruneOutcome.SpendsOpen(var first) ->
          ("Spend %s was reserved in %s and has not ended, or is not confirmed by the chain yet."
                  + " See GET /admin/spends/%s")
              .formatted(first, month, first);
    };
  }

  private int failed(String what, Exception failure) {
    err.println(what + Main.reason(failure));
    return FAILED;
  }
}
