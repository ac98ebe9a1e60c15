package dev.stipend.bench;

import static dev.stipend.redis.RealRedis.await;

import dev.stipend.bench.Purchases.Purchase;
import dev.stipend.budget.ReserveOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reservations, and nothing else, as fast as one gateway makes them; beside the floor. */
final class Speed {

  private static final int ROUNDS_COLD = 3;

  private final Books books;
  private final Plan plan;
  private final Purchases purchases = new Purchases(1);

  Speed(Books books, Plan plan) {
    this.books = books;
    this.plan = plan;
  }

  /** Until Java has compiled what is measured. */
  void warmUp() {
    reserveFor(plan.round().multipliedBy(ROUNDS_COLD));
  }

  /** On the books as they are: the gateway and the floor take turns. */
  Result measure() {
    reserveFor(plan.round());
    Purchase heard = purchases.next(0);
    Floor floor = Floor.overheard(books, () -> await(reserve(heard)), heard.id().value());
    List<Cost> gateway = new ArrayList<>();
    List<Floor.Turn> floors = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      Cost turn = reserveFor(plan.round());
      gateway.add(turn);
      floors.add(floorTurn(floor, Math.toIntExact(turn.calls())));
    }
    return new Result(gateway, floors);
  }

  private Cost reserveFor(Duration time) {
    long booked = books.callsBooked();
    Meter before = Meter.read(books);
    int calls = Drive.time(books.loops(), plan.inFlight(), time, i -> reserve(purchases.next(i)));
    Cost cost = Meter.read(books).since(before, calls);
    if (books.callsBooked() - booked != calls) {
      throw new IllegalStateException("not every reservation is in the books");
    }
    return cost;
  }

  /** A spend id that was drawn twice reserves once. */
  private Floor.Turn floorTurn(Floor floor, int calls) {
    long booked = books.callsBooked();
    Floor.Turn turn = floor.turn(calls, plan.inFlight());
    long missing = calls - (books.callsBooked() - booked);
    if (Math.abs(missing) > 10 + calls / 1000 + plan.inFlight()) {
      throw new IllegalStateException(
          "of " + calls + " reservations, missing: " + missing + "; answered is " + floor.answer());
    }
    return turn;
  }

  private Future<ReserveOutcome> reserve(Purchase purchase) {
    return books
        .budgets()
        .reserve(purchase.order(), Purchases.PRICE, purchases.windows(), Books.LONG)
        .map(
            outcome -> {
              if (outcome instanceof ReserveOutcome.Reserved) {
                return outcome;
              }
              throw new IllegalStateException("not reserved: " + outcome);
            });
  }

  /** All turns. */
  record Result(List<Cost> gateway, List<Floor.Turn> floor) {

    Cost gatewayCost() {
      return gateway.stream().reduce(Cost::plus).orElseThrow();
    }

    Cost floorCost() {
      return floor.stream().map(Floor.Turn::cost).reduce(Cost::plus).orElseThrow();
    }

    double floorPerSecond() {
      return floor.stream().mapToDouble(Floor.Turn::perSecond).average().orElseThrow();
    }
  }
}
