package dev.stipend.call;

import dev.stipend.call.Repetition.Anew;
import dev.stipend.call.Repetition.Answer;
import dev.stipend.call.Repetition.LastAnswer;
import dev.stipend.job.Job;
import dev.stipend.job.JobStore;
import dev.stipend.ledger.Ledger;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call is bought once, however often it is sent. What makes it one call is its idempotency id;
 * without one, equal requests of an API key are one call until it has ended.
 *
 * <p>The name of a call is claimed in the store before anything is asked or reserved, for a spend
 * id of its own, and bound to that spend when its money is reserved. A payment is begun only under
 * a bound claim, and another spend takes a bound name only when the first can never be paid. So of
 * any number of requests in any number of gateways one pays, and one that died is found out about
 * from its spend. Within a gateway the others wait for the one that pays.
 */
public final class CallOnce {

  private static final Logger LOG = LoggerFactory.getLogger(CallOnce.class);

  /** How often a name is claimed that is lost to others each time. */
  private static final int ATTEMPTS = 3;

  private final Quoting quoting;
  private final Buying buying;
  private final Claims claims;
  private final Ledger ledger;
  private final JobStore jobs;
  private final Supplier<SpendId> newId;
  private final Duration lease;
  private final Map<ClaimName, Running> running = new ConcurrentHashMap<>();

  /**
   * Guards one way of buying.
   *
   * @param lease longer than a quote and a reservation take
   */
  public CallOnce(
      Quoting quoting,
      Buying buying,
      Claims claims,
      Ledger ledger,
      JobStore jobs,
      Supplier<SpendId> newId,
      Duration lease) {
    this.quoting = quoting;
    this.buying = buying;
    this.claims = claims;
    this.ledger = ledger;
    this.jobs = jobs;
    this.newId = newId;
    this.lease = lease;
  }

  /**
   * Buys, or answers what became of the same call before.
   *
   * @param id the client's own; null where it sent none
   */
  public Future<CallOutcome> buy(CallRequest request, @Nullable IdempotencyId id) {
    return buy(request, id, Party.ALONE);
  }

  /** The same for a call that is bought together with others. */
  public Future<CallOutcome> buy(CallRequest request, @Nullable IdempotencyId id, Party party) {
    return switch (quoting.check(request)) {
      case Quoting.Failed(CallOutcome outcome) -> Future.succeededFuture(outcome);
      case Quoting.Passed(Checked checked) ->
          join(new Sent(request, checked, name(request, checked, id), Ask.of(checked), party));
    };
  }

  private Future<CallOutcome> join(Sent sent) {
    CompletableFuture<CallOutcome> end = new CompletableFuture<>();
    Running mine = new Running(sent.ask(), end);
    Running first = running.putIfAbsent(sent.name(), mine);
    if (first != null) {
      return sent.ask()
          .difference(first.ask())
          .map(what -> Future.<CallOutcome>succeededFuture(new CallOutcome.IdReused(what)))
          .orElseGet(() -> Future.fromCompletionStage(first.end()).map(CallOutcome::again));
    }
    return Future.succeededFuture(sent)
        .compose(begun -> claim(begun, null, ATTEMPTS))
        .onComplete(
            (outcome, failure) -> {
              running.remove(sent.name(), mine);
              if (failure == null) {
                end.complete(outcome);
              } else {
                end.completeExceptionally(failure);
              }
            });
  }

  private Future<CallOutcome> claim(Sent sent, @Nullable SpendId over, int attempts) {
    SpendId id = newId.get();
    return claims
        .claim(sent.name(), sent.ask(), id, over, lease)
        .transform(
            (outcome, failure) ->
                switch (outcome) {
                  case ClaimOutcome.Claimed _ -> buy(sent, id);
                  case ClaimOutcome.Taken(Claim claim) -> repeat(sent, claim, attempts);
                  case null -> unavailable(failure);
                });
  }

  private Future<CallOutcome> repeat(Sent sent, Claim claim, int attempts) {
    Future<Optional<Spend>> spend = ledger.findPaying(claim.spend());
    Future<Optional<Job>> job =
        spend.compose(found -> jobs.find(found.map(Spend::id).orElse(claim.spend())));
    return Future.all(spend, job)
        .map(
            both ->
                Repetition.decide(
                    sent.name(),
                    sent.ask(),
                    sent.checked(),
                    claim,
                    spend.result(),
                    job.result().map(Job::state)))
        .transform(
            (repetition, failure) ->
                switch (repetition) {
                  case Answer(CallOutcome outcome) -> answer(sent, claim, outcome);
                  case LastAnswer(CallOutcome outcome) ->
                      noted(sent, claims.release(sent.name(), claim.spend()))
                          .map(released -> outcome.again());
                  case Anew _ ->
                      attempts > 1
                          ? claim(sent, claim.spend(), attempts - 1)
                          : Future.succeededFuture(new CallOutcome.InProgress());
                  case null -> unavailable(failure);
                });
  }

  /** Who is told of doubt knows of the call: when it has ended, an equal request is another one. */
  private Future<CallOutcome> answer(Sent sent, Claim claim, CallOutcome outcome) {
    Future<Void> told =
        outcome instanceof CallOutcome.InDoubt && !claim.told()
            ? noted(sent, claims.told(sent.name(), claim.spend(), claim.room()))
            : Future.succeededFuture();
    return told.map(noted -> outcome.again());
  }

  private Future<CallOutcome> buy(Sent sent, SpendId id) {
    return buying
        .buy(
            sent.request(),
            sent.checked(),
            sent.called(id, newId.get()),
            reserved ->
                sent.party()
                    .reserved()
                    .compose(all -> bind(sent, id))
                    .compose(bound -> sent.party().ready(reserved)))
        .compose(outcome -> noted(sent, note(sent, id, outcome)).map(outcome));
  }

  /** Fails when the name is lost: then another one buys, and this one must not. */
  private Future<Void> bind(Sent sent, SpendId id) {
    return claims
        .bind(sent.name(), id)
        .compose(
            bound ->
                bound
                    ? Future.succeededFuture()
                    : Future.failedFuture("another one took the name of the call over"));
  }

  /** What is left of the claim once the call has its answer. */
  private Future<Void> note(Sent sent, SpendId id, CallOutcome outcome) {
    return switch (outcome) {
      case CallOutcome.Bought bought ->
          switch (sent.name()) {
            case ClaimName.Given _ -> claims.told(sent.name(), id, bought.charge().room());
            case ClaimName.Equal _ -> claims.release(sent.name(), id);
          };
      case CallOutcome.InDoubt doubt -> claims.told(sent.name(), id, doubt.charge().room());
      case CallOutcome.PaymentRefused _ -> claims.told(sent.name(), id, Optional.empty());
      // Nothing was sent; but whether the books say so is theirs to tell.
      case CallOutcome.SellerUnavailable _,
          CallOutcome.BooksUnavailable _,
          CallOutcome.SignerUnavailable _,
          CallOutcome.Stopped _ ->
          ledger
              .findSpend(id)
              .compose(
                  spend ->
                      spend.map(Spend::state).orElse(SpendState.VOIDED) == SpendState.VOIDED
                          ? claims.release(sent.name(), id)
                          : Future.succeededFuture());
      case CallOutcome.UnknownModel _,
          CallOutcome.UnknownOperation _,
          CallOutcome.ModelNotAllowed _,
          CallOutcome.NotForSale _,
          CallOutcome.BadBody _,
          CallOutcome.TooManyCalls _,
          CallOutcome.SellerRefused _,
          CallOutcome.RouteGone _,
          CallOutcome.OfferRefused _,
          CallOutcome.TooDear _,
          CallOutcome.TooManyJobs _,
          CallOutcome.OverLimit _,
          CallOutcome.OverCeiling _,
          CallOutcome.TreasuryShort _,
          CallOutcome.Quoted _,
          CallOutcome.IdReused _,
          CallOutcome.InProgress _,
          CallOutcome.Repeated _ ->
          claims.release(sent.name(), id);
    };
  }

  /** A note that is not made changes no answer: what became of the call stands in the books. */
  private static Future<Void> noted(Sent sent, Future<Void> note) {
    return note.onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("request_id", sent.request().requestId())
                    .addKeyValue("reason", failure.toString())
                    .log("the end of a call could not be noted with its name"))
        .otherwiseEmpty();
  }

  private static Future<CallOutcome> unavailable(Throwable failure) {
    LOG.atError().addKeyValue("reason", failure.toString()).log("nothing claimed");
    return Future.succeededFuture(new CallOutcome.BooksUnavailable());
  }

  private static ClaimName name(CallRequest request, Checked checked, @Nullable IdempotencyId id) {
    return id == null
        ? new ClaimName.Equal(request.apiKey().id(), checked.fingerprint())
        : new ClaimName.Given(request.apiKey().id(), id);
  }

  /** A request that passed the check. */
  private record Sent(CallRequest request, Checked checked, ClaimName name, Ask ask, Party party) {

    Buying.Called called(SpendId spend, SpendId second) {
      return switch (name) {
        case ClaimName.Given(var _, IdempotencyId id) ->
            new Buying.Called(spend, second, id.value(), party);
        case ClaimName.Equal _ -> new Buying.Called(spend, second, null, party);
      };
    }
  }

  /** The one of several equal requests that buys, for the others to wait for. */
  private record Running(Ask ask, CompletableFuture<CallOutcome> end) {}
}
