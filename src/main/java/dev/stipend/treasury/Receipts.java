package dev.stipend.treasury;

import dev.stipend.budget.Calendar;
import dev.stipend.ledger.Ledger;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.team.Directory;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Looks after spends that were settled on the seller's receipt, and whose transfers the chain has
 * not shown in time. One whose authorization expired unused was never paid, whatever the receipt
 * said: the money is still there, and the settlement is taken back by a row of its own.
 */
final class Receipts {

  /** An authorization lives for ten minutes at most, and safe blocks are some minutes old. */
  static final Duration GRACE = Duration.ofMinutes(15);

  static final int LOOKS_MAX = 16;

  private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);
  private static final int TOLD_MAX = 10_000;

  private final ReconciliationBooks books;
  private final Ledger ledger;
  private final Directory teams;
  private final Calendar organisation;
  private final ChainEvidence evidence;
  private final InstantSource clock;
  private final Set<SpendId> told = ConcurrentHashMap.newKeySet();
  private volatile long offset;

  Receipts(
      ReconciliationBooks books,
      Ledger ledger,
      Directory teams,
      Calendar organisation,
      ChainEvidence evidence,
      InstantSource clock) {
    this.books = books;
    this.ledger = ledger;
    this.teams = teams;
    this.organisation = organisation;
    this.evidence = evidence;
    this.clock = clock;
  }

  /** Those for which nothing can be done yet do not keep it from the ones behind them. */
  Future<Void> lookAfterOverdue(Reconciliation reconciliation) {
    return books
        .provisional(clock.instant().minus(GRACE), offset, LOOKS_MAX)
        .compose(
            ids -> {
              offset = ids.size() < LOOKS_MAX ? 0 : offset + LOOKS_MAX;
              return lookAfter(ids, reconciliation);
            });
  }

  private Future<Void> lookAfter(List<SpendId> ids, Reconciliation reconciliation) {
    Future<Void> all = Future.succeededFuture();
    for (SpendId id : ids) {
      all =
          all.compose(before -> lookAfter(id, reconciliation))
              .onFailure(
                  failure ->
                      LOG.atWarn()
                          .addKeyValue("spend", id)
                          .addKeyValue("reason", failure.toString())
                          .log("a settled spend could not be looked after, it will be again"))
              .otherwiseEmpty();
    }
    return all;
  }

  private Future<Void> lookAfter(SpendId id, Reconciliation reconciliation) {
    return ledger
        .findSpend(id)
        .compose(
            found ->
                found
                    .map(spend -> lookAfter(spend, reconciliation))
                    .orElseGet(Future::succeededFuture));
  }

  private Future<Void> lookAfter(Spend spend, Reconciliation reconciliation) {
    Spend.Cheque cheque = spend.cheque();
    if (cheque == null || spend.state() != SpendState.SETTLED) {
      return Future.succeededFuture();
    }
    return evidence
        .about(spend, cheque)
        .compose(
            decision ->
                switch (decision) {
                  case DoubtDecision.Settle(String transaction) ->
                      reconciliation.bookOne(transaction);
                  case DoubtDecision.GiveBack(String reason) -> correct(spend, reason);
                  case DoubtDecision.LookAgain _ -> Future.succeededFuture();
                  case DoubtDecision.Unexplained _ -> {
                    tellOnce(spend);
                    yield Future.succeededFuture();
                  }
                  case DoubtDecision.ReadLogs _ ->
                      throw new IllegalStateException("the logs are read before a decision");
                });
  }

  private Future<Void> correct(Spend spend, String reason) {
    return teams
        .findTeam(spend.order().team())
        .compose(
            team ->
                books.correct(
                    spend,
                    CountingCalendars.of(organisation, team),
                    "the receipt was for no transfer: " + reason))
        .onSuccess(
            outcome -> {
              if (outcome instanceof StepOutcome.Done) {
                facts(LOG.atError(), spend)
                    .log("the seller's receipt was for a transfer that never happened: given back");
              }
            })
        .mapEmpty();
  }

  private void tellOnce(Spend spend) {
    if (told.size() < TOLD_MAX && told.add(spend.id())) {
      facts(LOG.atError(), spend)
          .log("an authorization is used, but the chain shows neither its transfer nor its end");
    }
  }

  private static LoggingEventBuilder facts(LoggingEventBuilder line, Spend spend) {
    return line.addKeyValue("spend", spend.id())
        .addKeyValue("team", spend.order().team())
        .addKeyValue("amount", spend.amount().toDollars());
  }
}
