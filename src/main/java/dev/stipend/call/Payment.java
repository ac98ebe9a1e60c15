package dev.stipend.call;

import dev.stipend.budget.Reservation;
import dev.stipend.budget.Stop;
import dev.stipend.catalog.ModelKind;
import dev.stipend.catalog.Operation;
import dev.stipend.job.Generation;
import dev.stipend.job.Job;
import dev.stipend.job.JobStore;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.treasury.AuthorizeOutcome;
import dev.stipend.treasury.Cashier;
import dev.stipend.treasury.FundsAlarm;
import dev.stipend.treasury.Spends;
import dev.stipend.treasury.StepOutcome;
import dev.stipend.treasury.TrustedOffer;
import dev.stipend.x402.ChallengeReading;
import dev.stipend.x402.Receipt;
import dev.stipend.x402.ReceiptReading;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * From the reservation to the end of the spend. The job and the authorization are written down, the
 * request is sent once, and its answer is one of four: not sent, accepted, refused, unknown.
 * Nothing in here depends on the client still being there.
 */
public final class Payment {

  private static final Logger LOG = LoggerFactory.getLogger(Payment.class);

  /** The chain needs a moment before it can know anything. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

  private static final int FIRST_POLL_PER_CENT = 80;
  private static final Pattern TRANSACTION = Pattern.compile("0x[0-9a-fA-F]{64}");

  private final Cashier cashier;
  private final Spends spends;
  private final Seller seller;
  private final JobStore jobs;
  private final CallObserver observer;
  private final FundsAlarm funds;
  private final Duration attended;
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * Pays at one seller.
   *
   * @param attended how long a payment is looked after by the one who makes it
   */
  public Payment(
      Cashier cashier,
      Spends spends,
      Seller seller,
      JobStore jobs,
      CallObserver observer,
      FundsAlarm funds,
      Duration attended) {
    this.cashier = cashier;
    this.spends = spends;
    this.seller = seller;
    this.jobs = jobs;
    this.observer = observer;
    this.funds = funds;
    this.attended = attended;
  }

  /** How many payments are under way: a gateway that stops waits until there are none. */
  public int underWay() {
    return underWay.get();
  }

  /**
   * Pays, or gives the reservation back.
   *
   * @param permit where it fails, nothing is signed
   */
  Future<End> pay(Due due, Permit permit) {
    underWay.incrementAndGet();
    return Future.succeededFuture(due)
        .compose(begun -> permit.ask(begun.checked().purchase()))
        .map(due::buying)
        .compose(ready -> authorize(ready).map(outcome -> new Authorized(ready, outcome)))
        .transform(
            (authorized, failure) ->
                switch (authorized == null ? null : authorized.outcome()) {
                  case AuthorizeOutcome.WrittenDown(String header) ->
                      send(Objects.requireNonNull(authorized).due(), header);
                  case AuthorizeOutcome.Stopped(Stop stop) ->
                      notSent(due, "payments were stopped", new CallOutcome.Stopped(stop));
                  case AuthorizeOutcome.NotSigned(String why) ->
                      notSent(due, why, new CallOutcome.SignerUnavailable());
                  case AuthorizeOutcome.TooLate _ ->
                      notSent(due, "the reservation had ended", new CallOutcome.BooksUnavailable());
                  case null ->
                      failure instanceof WithheldException
                          ? giveAllBack(due, new CallOutcome.BooksUnavailable())
                          : notSent(
                              due, String.valueOf(failure), new CallOutcome.BooksUnavailable());
                })
        .onComplete(ended -> underWay.decrementAndGet());
  }

  private Future<AuthorizeOutcome> authorize(Due due) {
    return jobs.open(due.job(), attended)
        .compose(opened -> cashier.authorize(due.order().team(), due.reservation(), due.offer()));
  }

  /**
   * Nothing was sent, and what was signed has been thrown away: neither a reservation nor an
   * authorization of this call can ever be cashed, whichever of the two the books hold.
   */
  private Future<End> notSent(Due due, String why, CallOutcome told) {
    LOG.atError()
        .addKeyValue("spend", due.order().id())
        .addKeyValue("reason", why)
        .log("a payment was not begun");
    return giveAllBack(due, told);
  }

  private Future<End> giveAllBack(Due due, CallOutcome told) {
    return giveBack(due, SpendState.RESERVED, "nothing was signed")
        .compose(
            outcome ->
                outcome instanceof StepOutcome.Elsewhere(SpendState state)
                        && state == SpendState.AUTHORIZED
                    ? giveBack(due, SpendState.AUTHORIZED, "never sent")
                    : Future.succeededFuture(outcome))
        .transform(tried -> jobs.discard(due.job()))
        .transform(tried -> told(told));
  }

  /**
   * Lets another spend, for which nothing is reserved yet, pay for the call of a refused one.
   *
   * @return whether it may: once for each call, and only while the first holds its money
   */
  Future<Boolean> second(SpendId refused, SpendId second) {
    return spends.second(refused, second).map(StepOutcome::holds);
  }

  private Future<End> send(Due due, String header) {
    return seller
        .pay(due.checked().purchase(), header)
        .otherwise(failure -> new PaidAnswer.Unknown(failure.getClass().getSimpleName()))
        .compose(answer -> end(due, answer));
  }

  private Future<End> end(Due due, PaidAnswer answer) {
    return switch (answer) {
      case PaidAnswer.NotSent(String why) -> neverDisclosed(due, why);
      case PaidAnswer.Refused(int status, String reason, Long _, ChallengeReading fresh) ->
          refused(due, Refusal.of(status, reason), fresh);
      case PaidAnswer.Unknown(String why) -> doubt(due, lookFor(due), why);
      case PaidAnswer.Accepted(String jobId, String _, ReceiptReading receipt, ObjectNode body) ->
          transaction(receipt)
              .map(transaction -> settled(due, jobId, body, transaction))
              .orElseGet(
                  () -> doubt(due, bind(due, jobId, body), "accepted without a good receipt"));
    };
  }

  private Future<End> neverDisclosed(Due due, String why) {
    observed(due, "not_sent", why);
    return giveBack(due, SpendState.AUTHORIZED, "never sent: " + why)
        .transform(tried -> jobs.discard(due.job()))
        .transform(tried -> told(new CallOutcome.SellerUnavailable(why, null)));
  }

  private Future<End> refused(Due due, Refusal refusal, ChallengeReading fresh) {
    observed(due, "refused", refusal.text());
    if (refusal.isForLackOfFunds()) {
      funds.hear(due.reservation().amount());
    }
    return checked(due, spends.refuse(due.order().id(), refusal.text(), FIRST_LOOK))
        .transform(tried -> jobs.shelve(due.job()))
        .transform(
            tried ->
                refusal.isForAnotherOffer()
                    ? Future.succeededFuture(new OtherOffer(refusal.outcome(), fresh))
                    : told(refusal.outcome()));
  }

  private Future<End> doubt(Due due, Future<Void> bound, String why) {
    observed(due, "in_doubt", why);
    return Future.join(bound, checked(due, spends.doubt(due.order().id(), why, FIRST_LOOK)))
        .transform(tried -> told(inDoubt(due)));
  }

  /** Neither the job nor the booking waits for the other: each is looked after when it fails. */
  private Future<End> settled(
      Due due, @Nullable String jobId, ObjectNode body, String transaction) {
    observed(due, "settled", transaction);
    Future<StepOutcome> booked =
        checked(due, spends.settle(due.order().id(), transaction, "the seller's receipt"));
    return Future.join(bind(due, jobId, body), booked)
        .transform(
            both ->
                told(
                    booked.succeeded() && booked.result().holds()
                        ? new CallOutcome.Bought(
                            due.order().id(), due.type(), due.charge(), transaction)
                        : inDoubt(due)));
  }

  /** Without an id from the seller the job is looked for in the seller's list. */
  private Future<Void> lookFor(Due due) {
    return noted(due, null, jobs.lookAfter(due.order().id(), FIRST_LOOK));
  }

  /** What is no job, its buyer has with the answer. */
  private Future<Void> bind(Due due, @Nullable String jobId, ObjectNode body) {
    if (jobId == null) {
      return lookFor(due);
    }
    Operation operation = due.checked().operation();
    return noted(
        due,
        jobId,
        operation.kind() == ModelKind.UPLOAD
            ? jobs.deliver(due.order().id(), jobId, body.toString())
            : jobs.bind(due.order().id(), jobId, firstLook(operation)));
  }

  private static Future<Void> noted(Due due, @Nullable String jobId, Future<Void> bound) {
    return bound.onFailure(
        failure ->
            LOG.atError()
                .addKeyValue("job", due.order().id())
                .addKeyValue("sellerJob", jobId)
                .addKeyValue("reason", failure.toString())
                .log("a job could not be bound now, it will be looked for"));
  }

  private Future<StepOutcome> giveBack(Due due, SpendState from, String evidence) {
    return checked(due, spends.giveBack(due.order().id(), from, evidence));
  }

  /** A step that did not happen leaves the spend to those who look after open ones. */
  private static Future<StepOutcome> checked(Due due, Future<StepOutcome> step) {
    return step.onComplete(
        ended -> {
          if (ended.failed() || !ended.result().holds()) {
            LOG.atWarn()
                .addKeyValue("spend", due.order().id())
                .addKeyValue("outcome", ended.failed() ? ended.cause() : ended.result())
                .log("a step of a spend was not made now, it will be looked after");
          }
        });
  }

  /** Most of the usual time, but no longer than the pause between two looks. */
  private static Duration firstLook(Operation operation) {
    Duration most = operation.typicalTime().multipliedBy(FIRST_POLL_PER_CENT).dividedBy(100);
    return most.compareTo(operation.pollInterval()) < 0 ? most : operation.pollInterval();
  }

  private void observed(Due due, String end, String why) {
    observer.paid(due.order().team(), due.order().model(), end, due.reservation().amount());
    LOG.atInfo()
        .addKeyValue("spend", due.order().id())
        .addKeyValue("team", due.order().team())
        .addKeyValue("model", due.order().model())
        .addKeyValue("amount", due.reservation().amount().toDollars())
        .addKeyValue("end", end)
        .addKeyValue("evidence", why)
        .log("payment ended");
  }

  private static Future<End> told(CallOutcome outcome) {
    return Future.succeededFuture(new Told(outcome));
  }

  private static CallOutcome inDoubt(Due due) {
    return new CallOutcome.InDoubt(due.order().id(), due.type(), due.charge());
  }

  /** The seller's receipt is evidence only in the exact form of a transaction of the chain. */
  private static Optional<String> transaction(ReceiptReading reading) {
    return reading instanceof ReceiptReading.Read(Receipt receipt) && receipt.success()
        ? Optional.ofNullable(receipt.transaction())
            .filter(text -> TRANSACTION.matcher(text).matches())
        : Optional.empty();
  }

  private record Authorized(Due due, AuthorizeOutcome outcome) {}

  /** How a payment ended. */
  sealed interface End {
    CallOutcome outcome();
  }

  /** And this is what the client hears. */
  record Told(CallOutcome outcome) implements End {}

  /** The seller refused it, because it asks for something else now. */
  record OtherOffer(CallOutcome outcome, ChallengeReading fresh) implements End {}

  /** A reservation with all that its payment needs. */
  record Due(
      Order order, Checked checked, TrustedOffer offer, Reservation reservation, Instant at) {

    /** The same for a purchase in its final form. */
    Due buying(Purchase purchase) {
      return new Due(order, checked.buying(purchase), offer, reservation, at);
    }

    Job job() {
      return Job.ordered(
          order.id(),
          order.team(),
          order.apiKey(),
          new Generation(order.model(), order.operation(), checked.purchase().body()),
          at);
    }

    String type() {
      return checked.operation().upstreamType();
    }

    Charge charge() {
      return new Charge(reservation.amount(), Room.least(reservation.left()), checked.warnings());
    }
  }
}
