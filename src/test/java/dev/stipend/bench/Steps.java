package dev.stipend.bench;

import dev.stipend.bench.PaidCall.Step;
import dev.stipend.bench.Purchases.Purchase;
import java.util.List;
import java.util.stream.IntStream;

/** Each step of a paid call on its own, many calls side by side, one step after the other. */
final class Steps {

  private final Books books;
  private final Plan plan;

  Steps(Books books, Plan plan) {
    this.books = books;
    this.plan = plan;
  }

  List<Result> measure() {
    Purchases purchases = new Purchases(1);
    PaidCall call = new PaidCall(books, purchases);
    List<Purchase> warm = calls(purchases);
    List<Purchase> calls = calls(purchases);
    call.steps().forEach(step -> measure(step, warm));
    return call.steps().stream().map(step -> measure(step, calls)).toList();
  }

  private List<Purchase> calls(Purchases purchases) {
    return IntStream.range(0, plan.batch()).mapToObj(purchases::next).toList();
  }

  private Result measure(Step step, List<Purchase> calls) {
    Meter before = Meter.read(books);
    Drive.count(books.loops(), plan.inFlight(), calls.size(), i -> step.make().apply(calls.get(i)));
    Cost cost = Meter.read(books).since(before, calls.size());
    long expected = (long) step.scripts() * calls.size();
    long ran = cost.scripts().times();
    // A script that Redis does not know yet is sent a second time, in full, by all under way.
    if (ran < expected || ran > expected + 4L * plan.inFlight()) {
      throw new IllegalStateException(step.name() + " ran " + ran + " scripts");
    }
    return new Result(step, cost);
  }

  /** What one step took. */
  record Result(Step step, Cost cost) {}
}
