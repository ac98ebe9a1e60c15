package dev.stipend.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Keeps a fixed number of calls under way, spread over the event loops, until there were enough.
 */
final class Drive {

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final CompletableFuture<Integer> done = new CompletableFuture<>();
  private final IntFunction<Future<?>> call;
  private final int countMax;
  private final long deadline;

  private Drive(IntFunction<Future<?>> call, int countMax, Duration timeMax) {
    this.call = call;
    this.countMax = countMax;
    this.deadline = System.nanoTime() + timeMax.toNanos();
  }

  /** Makes so many calls; each gets its number. */
  static int count(List<Context> loops, int inFlight, int count, IntFunction<Future<?>> call) {
    return new Drive(call, count, Books.LONG).run(loops, inFlight);
  }

  /** Makes calls for so long, and answers how many there were. */
  static int time(List<Context> loops, int inFlight, Duration time, IntFunction<Future<?>> call) {
    return new Drive(call, Integer.MAX_VALUE, time).run(loops, inFlight);
  }

  private int run(List<Context> loops, int inFlight) {
    AtomicInteger working = new AtomicInteger(inFlight);
    for (int i = 0; i < inFlight; i++) {
      loops.get(i % loops.size()).runOnContext(begin -> again(working));
    }
    return done.join();
  }

  private void again(AtomicInteger working) {
    int number = begun.getAndIncrement();
    if (number >= countMax || System.nanoTime() - deadline > 0 || done.isDone()) {
      if (working.decrementAndGet() == 0) {
        done.complete(ended.get());
      }
      return;
    }
    call.apply(number)
        .onComplete(
            (answer, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
                return;
              }
              ended.incrementAndGet();
              again(working);
            });
  }
}
