package dev.stipend.call;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Calendar;
import dev.stipend.budget.JobsAtOnce;
import dev.stipend.budget.LimitUse;
import dev.stipend.budget.Reservation;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.ReserveOutcome.Reserved;
import dev.stipend.budget.Scope;
import dev.stipend.budget.Stop;
import dev.stipend.call.Quoting.Ended;
import dev.stipend.call.Quoting.Offered;
import dev.stipend.catalog.ModelKind;
import dev.stipend.catalog.Operation;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.team.CallRates.Rate;
import dev.stipend.treasury.TrustedOffer;
import dev.stipend.x402.ChallengeReading;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One paid call: count it, quote, reserve, then hand over to the payment, which is finished in any
 * case.
 */
public final class Buying {

  private static final Logger LOG = LoggerFactory.getLogger(Buying.class);

  private final Pace pace;
  private final Quoting quoting;
  private final Budgets budgets;
  private final Payment payment;
  private final InstantSource clock;
  private final Rules rules;

  public Buying(
      Pace pace,
      Quoting quoting,
      Budgets budgets,
      Payment payment,
      InstantSource clock,
      Rules rules) {
    this.pace = pace;
    this.quoting = quoting;
    this.budgets = budgets;
    this.payment = payment;
    this.clock = clock;
    this.rules = rules;
  }

  /**
   * Buys.
   *
   * @param permit asked for when the money is reserved
   */
  Future<CallOutcome> buy(CallRequest request, Checked wish, Called call, Permit permit) {
    return (call.party().isCounted()
            ? pace.begin(request)
            : Future.succeededFuture(Optional.<Rate>empty()))
        .transform(
            (refused, failure) -> {
              if (failure != null) {
                LOG.atError().addKeyValue("reason", failure.toString()).log("nothing counted");
                return Future.succeededFuture(new CallOutcome.BooksUnavailable());
              }
              return refused
                  .<Future<CallOutcome>>map(
                      rate ->
                          Future.succeededFuture(
                              new CallOutcome.TooManyCalls(rate.perMinute(), rate.ends())))
                  .orElseGet(() -> quote(request, wish, call, permit));
            });
  }

  private Future<CallOutcome> quote(CallRequest request, Checked wish, Called call, Permit permit) {
    return quoting
        .quote(request, wish)
        .compose(
            step ->
                switch (step) {
                  case Ended(CallOutcome outcome) -> Future.succeededFuture(outcome);
                  case Offered(Checked checked, TrustedOffer offer) ->
                      reserve(request, checked, call, offer, permit);
                });
  }

  private Future<CallOutcome> reserve(
      CallRequest request, Checked checked, Called call, TrustedOffer offer, Permit permit) {
    Order order = order(request, checked, call);
    Instant now = clock.instant();
    CountingWindows windows = CountingWindows.at(now, rules.organisation(), request.team());
    return budgets
        .reserve(order, offer.price(), windows, jobs(request, checked.operation()), deadline(call))
        .transform(
            (outcome, failure) -> {
              if (failure != null) {
                LOG.atError().addKeyValue("reason", failure.toString()).log("nothing reserved");
                return Future.succeededFuture(new CallOutcome.BooksUnavailable());
              }
              return switch (outcome) {
                case Reserved(Reservation reservation) ->
                    pay(
                            new Payment.Due(order, checked, offer, reservation, now),
                            request,
                            call,
                            permit)
                        .map(quoting::noticed);
                case ReserveOutcome.Stopped(Stop stop) ->
                    Future.succeededFuture(new CallOutcome.Stopped(stop));
                case ReserveOutcome.TooManyJobs(Scope scope, int allowed, int running) ->
                    Future.succeededFuture(
                        new CallOutcome.TooManyJobs(
                            scope, allowed, running, checked.operation().typicalTime()));
                case ReserveOutcome.OverLimit(LimitUse use, Money needed) ->
                    Future.succeededFuture(
                        new CallOutcome.OverLimit(use, needed, resets(use, windows)));
                case ReserveOutcome.OverCeiling over -> Future.succeededFuture(overCeiling(over));
                case ReserveOutcome.TreasuryShort(Money free, Money needed) -> {
                  LOG.atError().addKeyValue("free", free.toDollars()).log("treasury exhausted");
                  yield Future.succeededFuture(new CallOutcome.TreasuryShort(needed));
                }
                case ReserveOutcome.AlreadyThere there ->
                    Future.failedFuture(new IllegalStateException("a new spend id exists already"));
              };
            });
  }

  private Future<CallOutcome> pay(
      Payment.Due due, CallRequest request, Called call, Permit permit) {
    return payment
        .pay(due, permit)
        .compose(
            end ->
                switch (end) {
                  case Payment.Told(CallOutcome outcome) -> Future.succeededFuture(outcome);
                  case Payment.OtherOffer(CallOutcome outcome, ChallengeReading fresh) ->
                      quoting.quoteAnew(request, due.checked(), fresh)
                              instanceof Offered(Checked _, TrustedOffer offer)
                          ? payAnew(due, offer, request, call, permit)
                              .map(paid -> paid.orElse(outcome))
                          : Future.succeededFuture(outcome);
                });
  }

  /**
   * Pays what the seller asks for now, with a second spend, once: the first could still be cashed,
   * so both amounts are held. Empty where that cannot be: then the refusal stands.
   */
  private Future<Optional<CallOutcome>> payAnew(
      Payment.Due first, TrustedOffer offer, CallRequest request, Called call, Permit permit) {
    Order order = order(request, first.checked(), call.again());
    Instant now = clock.instant();
    CountingWindows windows = CountingWindows.at(now, rules.organisation(), request.team());
    return payment
        .second(first.order().id(), order.id())
        .compose(
            may ->
                may
                    ? budgets
                        .reserve(
                            order,
                            offer.price(),
                            windows,
                            jobs(request, first.checked().operation()),
                            deadline(call))
                        .map(Optional::of)
                    : Future.succeededFuture(Optional.<ReserveOutcome>empty()))
        .onFailure(
            failure ->
                LOG.atError().addKeyValue("reason", failure.toString()).log("nothing reserved"))
        .otherwise(Optional.<ReserveOutcome>empty())
        .compose(
            outcome -> {
              LOG.atWarn()
                  .addKeyValue("spend", first.order().id())
                  .addKeyValue("second", order.id())
                  .addKeyValue("refused_amount", first.reservation().amount().toDollars())
                  .addKeyValue("amount", offer.price().toDollars())
                  .addKeyValue("paid", outcome.filter(Reserved.class::isInstance).isPresent())
                  .log("the seller asked for another payment than it had offered to take");
              return outcome.orElse(null) instanceof Reserved(Reservation reservation)
                  ? payment
                      .pay(new Payment.Due(order, first.checked(), offer, reservation, now), permit)
                      .map(end -> Optional.of(end.outcome()))
                  : Future.succeededFuture(Optional.empty());
            });
  }

  private static CallOutcome overCeiling(ReserveOutcome.OverCeiling over) {
    LOG.atError()
        .addKeyValue("window", over.window().text())
        .addKeyValue("ceiling", over.ceiling().toDollars())
        .addKeyValue("used", over.used().toDollars())
        .addKeyValue("needed", over.needed().toDollars())
        .log("a call was refused, for more would flow out of the treasury than its ceiling allows");
    return new CallOutcome.OverCeiling(over.window(), over.ceiling(), over.needed(), over.ends());
  }

  private Duration deadline(Called call) {
    return rules.reservationDeadline().plus(call.party().patience());
  }

  /** An upload makes no job of the seller's, so none of ours keeps it from being bought. */
  private static JobsAtOnce jobs(CallRequest request, Operation operation) {
    if (operation.kind() == ModelKind.UPLOAD) {
      return new JobsAtOnce(null, null);
    }
    return new JobsAtOnce(
        request.team().policy().jobsAtOnce(), request.apiKey().policy().jobsAtOnce());
  }

  private static Order order(CallRequest request, Checked checked, Called call) {
    return new Order(
        call.spend(),
        request.team().id(),
        request.team().costCentre(),
        request.apiKey().id(),
        checked.operation().model(),
        checked.operation().kind().text(),
        checked.operation().name(),
        checked.priceInputs(),
        request.requestId(),
        call.idempotencyId());
  }

  private static Optional<Instant> resets(LimitUse use, CountingWindows windows) {
    return windows.of(use.limit().scope()).end(use.limit().window());
  }

  /**
   * What the books call a call.
   *
   * @param second pays where the first is refused and the seller asks for something else
   * @param idempotencyId the client's name for it, where it gave one
   * @param party with whom it is bought
   */
  record Called(SpendId spend, SpendId second, @Nullable String idempotencyId, Party party) {

    Called again() {
      return new Called(second, second, idempotencyId, party);
    }
  }

  /**
   * What holds for every call.
   *
   * @param reservationDeadline after which a reservation that was never signed is given back
   */
  public record Rules(Calendar organisation, Duration reservationDeadline) {}
}
