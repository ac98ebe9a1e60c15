package dev.stipend;

import dev.stipend.ledger.BooksLostException;
import dev.stipend.money.Money;
import dev.stipend.redis.RedisLink;
import dev.stipend.treasury.Accounts;
import dev.stipend.treasury.TreasuryWatch.Standing;
import io.vertx.core.Future;
import java.util.Map;

/** Reads now and then what is, for the metrics. */
final class Gauges {

  private final Core core;
  private final RedisLink redis;

  Gauges(Core core, RedisLink redis) {
    this.core = core;
    this.redis = redis;
  }

  Future<Void> refresh() {
    return core.money()
        .watch()
        .watch()
        .compose(
            standing -> {
              treasury(standing);
              ceilings(standing);
              return books(standing.balances());
            })
        .compose(told -> core.money().spends().openCount())
        .compose(
            open -> {
              core.meters().count("spends.open", "Spends that have not ended", open);
              return core.work().jobs().dueCount();
            })
        .onSuccess(due -> core.meters().count("jobs.running", "Jobs that are looked after", due))
        .mapEmpty();
  }

  /** Whether Redis is there, and the books in it; whoever must hear of it, has. */
  Future<Void> watch() {
    return redis
        .verify()
        .transform(
            (answered, failure) -> {
              boolean lost = failure instanceof BooksLostException;
              boolean up = failure == null || lost;
              core.meters().count("redis.up", "Whether Redis answers", up ? 1 : 0);
              core.meters()
                  .count("books.lost", "Whether Redis lacks this gateway's books", lost ? 1 : 0);
              return Future.succeededFuture();
            });
  }

  private void treasury(Standing standing) {
    var meters = core.meters();
    meters.count("treasury.paused", "Whether all payments are paused", standing.isPaused() ? 1 : 0);
    meters.count(
        "treasury.stops",
        "What is stopped: everything, the token, routes",
        standing.stops().size());
    meters.count(
        "treasury.below.floor", "Whether too little is free", standing.isBelowFloor() ? 1 : 0);
    meters.count(
        "treasury.runway.hours",
        "How long what is free lasts as it flowed lately; -1 where nothing flows",
        standing.runwayHours());
    meters.amount(
        "treasury.outflow.hour",
        "Reserved since the full hour and not given back",
        standing.rates().thisHour().micros());
    meters.amount(
        "treasury.outflow.day",
        "Reserved since midnight (UTC) and not given back",
        standing.rates().thisDay().micros());
  }

  private void ceilings(Standing standing) {
    var meters = core.meters();
    var ceilings = standing.bounds().ceilings();
    ceilings
        .perHour()
        .ifPresent(
            most ->
                meters.amount(
                    "treasury.ceiling.hour", "What may flow out in an hour", most.micros()));
    ceilings
        .perDay()
        .ifPresent(
            most ->
                meters.amount("treasury.ceiling.day", "What may flow out in a day", most.micros()));
  }

  private Future<Void> books(Map<String, Long> books) {
    var meters = core.meters();
    meters.amount("treasury.free", "What may be reserved, by the books", Accounts.free(books));
    meters.amount("treasury.held", "Held by reservations", Accounts.held(books));
    meters.amount("treasury.in.doubt", "Held by payments in doubt", Accounts.inDoubt(books));
    if (core.money().chain() == null) {
      return Future.succeededFuture();
    }
    return core.money()
        .chain()
        .balanceOf(core.money().wallet().address())
        .compose(balance -> onChain(books, balance));
  }

  private Future<Void> onChain(Map<String, Long> books, Money balance) {
    var meters = core.meters();
    meters.amount("treasury.balance", "What the wallet holds, by the chain", balance.micros());
    meters.amount(
        "treasury.difference",
        "What the wallet holds beyond free, held and in doubt",
        Accounts.beyondBooks(books, balance));
    return Future.succeededFuture();
  }
}
