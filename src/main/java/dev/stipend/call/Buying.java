package dev.stipend.call;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Calendar;
import dev.stipend.budget.LimitUse;
import dev.stipend.budget.Reservation;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.call.Quoting.Ended;
import dev.stipend.call.Quoting.Offered;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.treasury.TrustedOffer;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One paid call: quote, reserve, then hand over to the payment, which is finished in any case. */
public final class Buying {

  private static final Logger LOG = LoggerFactory.getLogger(Buying.class);

  private final Quoting quoting;
  private final Budgets budgets;
  private final Payment payment;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Rules rules;

  public Buying(
      Quoting quoting,
      Budgets budgets,
      Payment payment,
      InstantSource clock,
      SecureRandom random,
      Rules rules) {
    this.quoting = quoting;
    this.budgets = budgets;
    this.payment = payment;
    this.clock = clock;
    this.random = random;
    this.rules = rules;
  }

  public Future<CallOutcome> buy(CallRequest request) {
    return quoting
        .quote(request)
        .compose(
            step ->
                switch (step) {
                  case Ended(CallOutcome outcome) -> Future.succeededFuture(outcome);
                  case Offered(Checked checked, TrustedOffer offer) ->
                      reserve(request, checked, offer);
                });
  }

  private Future<CallOutcome> reserve(CallRequest request, Checked checked, TrustedOffer offer) {
    Instant now = clock.instant();
    Order order = order(request, checked, now);
    CountingWindows windows = CountingWindows.at(now, rules.organisation(), request.team());
    return budgets
        .reserve(order, offer.price(), windows, rules.reservationDeadline())
        .transform(
            (outcome, failure) -> {
              if (failure != null) {
                LOG.atError().addKeyValue("reason", failure.toString()).log("nothing reserved");
                return Future.succeededFuture(new CallOutcome.BooksUnavailable());
              }
              return switch (outcome) {
                case ReserveOutcome.Reserved(Reservation reservation) ->
                    payment.pay(new Payment.Due(order, checked, offer, reservation, now));
                case ReserveOutcome.OverLimit(LimitUse use, Money needed) ->
                    Future.succeededFuture(
                        new CallOutcome.OverLimit(use, needed, resets(use, windows)));
                case ReserveOutcome.TreasuryShort(Money free, Money needed) -> {
                  LOG.atError().addKeyValue("free", free.toDollars()).log("treasury exhausted");
                  yield Future.succeededFuture(new CallOutcome.TreasuryShort(needed));
                }
                case ReserveOutcome.AlreadyThere there ->
                    Future.failedFuture(new IllegalStateException("a new spend id exists already"));
              };
            });
  }

  private Order order(CallRequest request, Checked checked, Instant now) {
    return new Order(
        SpendId.make(now, random),
        request.team().id(),
        request.team().costCentre(),
        request.apiKey().id(),
        checked.operation().model(),
        checked.operation().kind().text(),
        checked.operation().name(),
        checked.priceInputs(),
        request.requestId());
  }

  private static Optional<Instant> resets(LimitUse use, CountingWindows windows) {
    return windows.of(use.limit().scope()).end(use.limit().window());
  }

  /**
   * What holds for every call.
   *
   * @param reservationDeadline after which a reservation that was never signed is given back
   */
  public record Rules(Calendar organisation, Duration reservationDeadline) {}
}
