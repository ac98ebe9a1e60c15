package dev.stipend;

import dev.stipend.budget.Ceilings;
import dev.stipend.budget.Stop;
import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.CatalogueReader;
import dev.stipend.cli.TreasuryOrder;
import dev.stipend.config.Config;
import dev.stipend.money.Money;
import dev.stipend.redis.RedisLedger;
import dev.stipend.redis.RedisLink;
import dev.stipend.redis.RedisOutflow;
import dev.stipend.redis.RedisStops;
import dev.stipend.treasury.Accounts;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.TreasuryWatch;
import dev.stipend.treasury.TreasuryWatch.Standing;
import dev.stipend.x402.Address;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The commands about the treasury, on the books themselves: every gateway sees them at once. */
final class TreasuryCommands {

  private static final int UNCHANGED = 1;
  private static final int FAILED = 2;
  private static final int CHAIN_SECONDS_MAX = 30;

  private final Config config;
  private final String by;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * Tells these writers.
   *
   * @param user who is at the command line; the books name who stopped what
   */
  TreasuryCommands(Config config, String user, PrintWriter out, PrintWriter err) {
    this.config = config;
    this.by = "cli:" + user.replaceAll("[^\\w.-]", "_");
    this.out = out;
    this.err = err;
  }

  int run(TreasuryOrder order) {
    try {
      return switch (order) {
        case TreasuryOrder.Show _ -> show();
        case TreasuryOrder.Pause(List<String> what, String reason) ->
            change("stopped", "was stopped before", toPause(what), Stop.reason(reason), true);
        case TreasuryOrder.Resume(List<String> what, String reason) ->
            change("lifted", "was not stopped", target(what), Stop.reason(reason), false);
      };
    } catch (Exception e) {
      err.println("That could not be done: " + Main.reason(e));
      return FAILED;
    }
  }

  private int change(String done, String notDone, Stop.Target target, String reason, boolean stops)
      throws Exception {
    return BooksAtHand.use(
        config,
        redis -> {
          RedisStops books = new RedisStops(redis);
          boolean changed =
              BooksAtHand.await(
                  stops ? books.stop(target, by, reason) : books.lift(target, by, reason));
          out.println(target.text() + ": " + (changed ? done : notDone));
          BooksAtHand.await(books.standing()).forEach(this::tell);
          return changed ? 0 : UNCHANGED;
        });
  }

  private Stop.Target toPause(List<String> what) {
    Stop.Target target = target(what);
    Catalogue catalogue =
        config.local().catalogue().map(CatalogueReader::read).orElseGet(CatalogueReader::shipped);
    boolean isKnown =
        switch (target) {
          case Stop.Everything _ -> true;
          case Stop.Token _ -> false;
          case Stop.Route(String model, String operation) ->
              catalogue.find(model, operation).isPresent();
        };
    if (!isKnown) {
      throw new IllegalArgumentException(String.join(" ", what) + " is nothing that is sold");
    }
    return target;
  }

  private static Stop.Target target(List<String> what) {
    return switch (what.size()) {
      case 0 -> new Stop.Everything();
      case 2 -> new Stop.Route(what.getFirst(), what.getLast());
      default -> {
        if (!what.equals(List.of("token"))) {
          throw new IllegalArgumentException("name a model and its operation, or nothing");
        }
        yield new Stop.Token();
      }
    };
  }

  private int show() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Standing standing = BooksAtHand.use(config, vertx, this::standing);
      tell(standing);
      Chain chain = CoreAssembly.chain(vertx, config);
      if (chain != null) {
        tell(standing.balances(), chain, WalletsAtHand.open(config, vertx, new SecureRandom()));
      }
      standing.stops().forEach(this::tell);
      return 0;
    } finally {
      vertx.close();
    }
  }

  private Standing standing(RedisLink redis) throws Exception {
    var guard = config.treasury().guard();
    return BooksAtHand.await(
        new TreasuryWatch(
                new RedisLedger(redis),
                new RedisOutflow(redis),
                new RedisStops(redis),
                new TreasuryWatch.Bounds(
                    guard.floor(), new Ceilings(guard.maxPerHour(), guard.maxPerDay())))
            .look());
  }

  private void tell(Standing standing) {
    Map<String, Long> books = standing.balances();
    line("Free", Accounts.free(books), standing.isBelowFloor() ? "below the floor" : "");
    line("Held", Accounts.held(books), "");
    line("In doubt", Accounts.inDoubt(books), "");
    line("Spent", Accounts.spent(books), "");
    line("Left without explanation", Accounts.unexplained(books), "");
    line(
        "Flowed out this hour",
        standing.rates().thisHour().micros(),
        standing.runwayHours() < 0
            ? ""
            : "what is free lasts %d hours as it flowed lately".formatted(standing.runwayHours()));
    line("Flowed out this day", standing.rates().thisDay().micros(), "");
  }

  private void tell(Map<String, Long> books, Chain chain, WalletsAtHand wallets) throws Exception {
    Money all = Money.ZERO;
    for (Address wallet : wallets.addresses()) {
      Money balance = chain.balanceOf(wallet).await(CHAIN_SECONDS_MAX, TimeUnit.SECONDS);
      line("On the chain", balance.micros(), wallet.checksummed());
      all = all.plus(balance);
    }
    line("Difference", Accounts.beyondBooks(books, all), "");
  }

  private void tell(Stop stop) {
    out.println(
        "Stopped: %s, by %s since %s: %s"
            .formatted(stop.target().text(), stop.by(), stop.since(), stop.reason()));
  }

  private void line(String what, long micros, String remark) {
    out.println("%-26s %18s  %s".formatted(what, Accounts.dollars(micros), remark).stripTrailing());
  }
}
