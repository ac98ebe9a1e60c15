package dev.stipend;

import dev.stipend.call.LateEnds;
import dev.stipend.config.Config;
import dev.stipend.money.Money;
import dev.stipend.redis.RedisDirectory;
import dev.stipend.redis.RedisFunding;
import dev.stipend.redis.RedisJobs;
import dev.stipend.redis.RedisLedger;
import dev.stipend.redis.RedisLink;
import dev.stipend.redis.RedisReconciliation;
import dev.stipend.treasury.Accounts;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.Reconciled;
import dev.stipend.treasury.Reconciliation;
import dev.stipend.treasury.ReconciliationBooks.Found;
import dev.stipend.treasury.Statement;
import dev.stipend.treasury.Statements;
import dev.stipend.x402.Address;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds the books against the chain at once, and tells finance how they stand. */
final class ReconcileCommand {

  private static final int DIFFERS = 1;
  private static final int FAILED = 2;
  private static final int CLOSE_SECONDS_MAX = 30;

  private final Config config;
  private final PrintWriter out;
  private final PrintWriter err;
  private final InstantSource clock = InstantSource.system();

  ReconcileCommand(Config config, PrintWriter out, PrintWriter err) {
    this.config = config;
    this.out = out;
    this.err = err;
  }

  /**
   * Reconciles and reports.
   *
   * @param from the block from which transfers are searched; where none is given, the last one that
   *     was searched before
   */
  int run(@Nullable Long from) {
    Vertx vertx = Vertx.vertx();
    try {
      Chain chain = CoreAssembly.chain(vertx, config);
      if (chain == null) {
        err.println("Without chain.rpc there is no chain to hold the books against.");
        return FAILED;
      }
      WalletsAtHand wallets = WalletsAtHand.open(config, vertx, new SecureRandom());
      return BooksAtHand.use(config, vertx, redis -> run(redis, chain, wallets, from));
    } catch (Exception e) {
      err.println("The books could not be reconciled: " + Main.reason(e));
      return FAILED;
    } finally {
      close(vertx);
    }
  }

  private int run(RedisLink redis, Chain chain, WalletsAtHand wallets, @Nullable Long from)
      throws Exception {
    RedisLedger ledger = new RedisLedger(redis);
    RedisReconciliation books = new RedisReconciliation(redis);
    Reconciliation reconciliation =
        new Reconciliation(
            new Reconciliation.Sources(
                books,
                new RedisFunding(redis),
                ledger,
                new RedisDirectory(redis),
                new LateEnds(new RedisJobs(redis, clock))),
            chain,
            new Reconciliation.Purse(
                wallets.addresses(), CoreAssembly.token(config), wallets.tags()),
            CoreAssembly.calendar(config),
            clock);
    tell(BooksAtHand.await(from == null ? reconciliation.goOn() : reconciliation.from(from)));
    Statement statement =
        BooksAtHand.await(new Statements(ledger, books, chain, wallets.addresses()).now());
    Statement.Seen seen = statement.seen();
    if (seen == null) {
      throw new IllegalStateException("the chain does not tell what the wallet has");
    }
    tell(statement, seen);
    return statement.unaccounted(seen) == 0 && statement.unexplained() == 0 ? 0 : DIFFERS;
  }

  private static void close(Vertx vertx) {
    try {
      vertx.close().await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the connections to the chain do not close", e);
    }
  }

  private void tell(Reconciled done) {
    tell(done, Found.CONFIRMED, "payments confirmed by the chain");
    tell(done, Found.REBUILT, "payments that were missing in the books, rebuilt");
    tell(done, Found.RESTORED, "payments that the books held for unpaid, booked as spent");
    tell(done, Found.UNEXPLAINED, "transfers that nobody here authorized, booked as unexplained");
    tell(done, Found.UNREADABLE, "transfers of old whose nonces cannot be read, not booked");
  }

  private void tell(Reconciled done, Found found, String what) {
    if (done.count(found) > 0) {
      out.println(
          "Found %d %s: %s USD".formatted(done.count(found), what, done.amount(found).toDollars()));
    }
  }

  private void tell(Statement statement, Statement.Seen seen) {
    Instant oldest = statement.provisional().oldest();
    Money opening = statement.opening();
    out.println(
        "%s up to block %d"
            .formatted(
                statement.wallets().stream()
                    .map(Address::checksummed)
                    .collect(
                        Collectors.joining(
                            ", ", statement.wallets().size() == 1 ? "Wallet " : "Wallets ", "")),
                seen.block()));
    line(
        "Came in",
        statement.cameIn(),
        opening == null ? "" : "opened with " + Accounts.dollars(opening.micros()));
    line("Spent, confirmed by the chain", -statement.confirmed(), "");
    line(
        "Spent, not confirmed yet",
        -statement.provisional().amount().micros(),
        oldest == null
            ? ""
            : "%d payments, the oldest of %s".formatted(statement.provisional().count(), oldest));
    line("Left without explanation", -statement.unexplained(), "");
    line(
        "Should be there",
        statement.closing(),
        "of it held %s, in doubt %s"
            .formatted(Accounts.dollars(statement.held()), Accounts.dollars(statement.inDoubt())));
    line("Is there", seen.balance().micros(), "by the chain");
    line("Difference", statement.difference(seen), difference(statement, seen));
  }

  private static String difference(Statement statement, Statement.Seen seen) {
    if (statement.difference(seen) == 0) {
      return "";
    }
    return statement.unaccounted(seen) == 0
        ? "payments under way can explain it; run this again in some minutes"
        : Accounts.dollars(statement.unaccounted(seen))
            + " of it is not explained by payments under way";
  }

  private void line(String what, long micros, String remark) {
    out.println("%-30s %18s  %s".formatted(what, Accounts.dollars(micros), remark).stripTrailing());
  }
}
