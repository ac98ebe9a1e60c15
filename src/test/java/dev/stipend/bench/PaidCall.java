package dev.stipend.bench;

import dev.stipend.bench.Purchases.Purchase;
import dev.stipend.budget.Reservation;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.job.JobState;
import dev.stipend.treasury.StepOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The steps of one paid call that ends well, with an {@code Idempotency-Key}, in the order in which
 * a gateway makes them. {@code RoundTripsTest} holds the list against a real call.
 */
final class PaidCall {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final Books books;
  private final Purchases purchases;

  PaidCall(Books books, Purchases purchases) {
    this.books = books;
    this.purchases = purchases;
  }

  /** What a call does in Redis until its client is answered. */
  List<Step> steps() {
    return List.of(
        new Step("claim", 1, 0, Slot.CALL, this::claim),
        new Step("reserve", 1, 0, Slot.MONEY, this::reserve),
        new Step("bind", 1, 0, Slot.CALL, this::bind),
        new Step("job: queue, create, list", 2, 1, Slot.JOB, this::openJob),
        new Step("authorize", 1, 0, Slot.MONEY, this::authorize),
        new Step("job: seller's id, update, queue", 2, 1, Slot.JOB, this::bindJob),
        new Step("settle", 1, 0, Slot.MONEY, this::settle),
        new Step("told", 1, 0, Slot.CALL, this::told));
  }

  /** What still follows when the result was fetched. */
  Future<?> deliver(Purchase purchase) {
    return books.jobs().end(purchase.id(), JobState.DELIVERED, null, true);
  }

  Future<?> whole(Purchase purchase) {
    Future<?> made = Future.succeededFuture();
    for (Step step : steps()) {
      made = made.compose(before -> step.make().apply(purchase));
    }
    return made;
  }

  /** What moves its money, and nothing else. */
  Future<?> money(Purchase purchase) {
    return reserve(purchase)
        .compose(reserved -> authorize(purchase))
        .compose(authorized -> settle(purchase));
  }

  private Future<?> claim(Purchase purchase) {
    return books.claims().claim(purchase.name(), purchase.ask(), purchase.id(), null, SOON);
  }

  private Future<?> reserve(Purchase purchase) {
    return books
        .budgets()
        .reserve(purchase.order(), Purchases.PRICE, purchases.windows(), Books.LONG)
        .map(outcome -> right(outcome, outcome instanceof ReserveOutcome.Reserved));
  }

  private Future<?> bind(Purchase purchase) {
    return books.claims().bind(purchase.name(), purchase.id()).map(bound -> right(bound, bound));
  }

  private Future<?> openJob(Purchase purchase) {
    return books.jobs().open(purchase.job(), Books.LONG);
  }

  private Future<?> authorize(Purchase purchase) {
    Reservation reservation = new Reservation(purchase.id(), Purchases.PRICE, List.of());
    return books
        .spends()
        .authorize(reservation, purchase.cheque(), Purchases.SIGNATURE, Books.LONG)
        .map(outcome -> right(outcome, outcome instanceof StepOutcome.Done));
  }

  private Future<?> bindJob(Purchase purchase) {
    return books.jobs().bind(purchase.id(), purchase.sellerJob(), Books.LONG);
  }

  private Future<?> settle(Purchase purchase) {
    return books
        .spends()
        .settle(purchase.id(), purchase.hex(), "the seller's receipt")
        .map(outcome -> right(outcome, outcome instanceof StepOutcome.Done));
  }

  private Future<?> told(Purchase purchase) {
    return books.claims().told(purchase.name(), purchase.id(), Purchases.ROOM);
  }

  private static <T> T right(T outcome, boolean isRight) {
    if (isRight) {
      return outcome;
    }
    throw new IllegalStateException("a step was answered " + outcome);
  }

  /** Where a step's keys lie in a cluster. */
  enum Slot {
    /** All money: the one slot that does not scale out. */
    MONEY,
    /** With the name of the call, anywhere. */
    CALL,
    /** With the job, anywhere; the queue of all jobs is one slot of its own. */
    JOB;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One step.
   *
   * @param scripts how many scripts it runs
   * @param others how many other commands it sends; each waits for the answer to the one before
   */
  record Step(
      String name, int scripts, int others, Slot slot, Function<Purchase, Future<?>> make) {}
}
