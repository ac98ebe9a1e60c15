package dev.stipend;

import dev.stipend.ledger.BooksLostException;
import dev.stipend.money.Money;
import dev.stipend.redis.RedisLink;
import dev.stipend.redis.RedisReconciliation;
import dev.stipend.treasury.Accounts;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.ReconciliationBooks.Provisional;
import dev.stipend.treasury.TreasuryWatch.Standing;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads now and then what is, for the metrics. */
final class Gauges {

  private final Core core;
  private final RedisLink redis;
  private final InstantSource clock;

  Gauges(Core core, RedisLink redis, InstantSource clock) {
    this.core = core;
    this.redis = redis;
    this.clock = clock;
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
              core.meters()
                  .count(
                      "clients.waiting",
                      "Clients that wait for a job at this gateway",
                      core.work().room().taken());
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
    meters.amount(
        "treasury.unexplained",
        "What left the wallet, and nobody here knows what for",
        Accounts.unexplained(books));
    Chain chain = core.money().chain();
    if (chain == null) {
      return Future.succeededFuture();
    }
    return new RedisReconciliation(redis)
        .provisional()
        .map(this::provisional)
        .compose(told -> balances(chain))
        .compose(balances -> onChain(books, balances));
  }

  private @Nullable Void provisional(Provisional provisional) {
    var meters = core.meters();
    meters.amount(
        "treasury.provisional",
        "Settled by receipts, and not confirmed by the chain yet",
        provisional.amount().micros());
    meters.count(
        "spends.provisional", "Spends that the chain has not confirmed", provisional.count());
    Instant oldest = provisional.oldest();
    meters.count(
        "spends.provisional.oldest.seconds",
        "For how long the oldest of them has waited",
        oldest == null ? 0 : Duration.between(oldest, clock.instant()).toSeconds());
    return null;
  }

  /** Of the wallet that pays first. */
  private Future<List<Money>> balances(Chain chain) {
    List<Future<Money>> balances =
        core.money().wallets().addresses().stream().map(chain::balanceOf).toList();
    return Future.all(balances).map(all -> balances.stream().map(Future::result).toList());
  }

  private Future<Void> onChain(Map<String, Long> books, List<Money> balances) {
    var meters = core.meters();
    Money all = balances.stream().reduce(Money.ZERO, Money::plus);
    Money paying = balances.getFirst();
    meters.amount("treasury.balance", "What the wallet holds, by the chain", paying.micros());
    meters.amount(
        "treasury.balance.former",
        "What wallets that paid before hold, by the chain",
        all.micros() - paying.micros());
    meters.amount(
        "treasury.difference",
        "What all wallets hold beyond free, held and in doubt",
        Accounts.beyondBooks(books, all));
    return Future.succeededFuture();
  }
}
