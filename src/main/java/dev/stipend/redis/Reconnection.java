package dev.stipend.redis;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * When to connect again. What broke is connected again at once; after that did not work, there are
 * pauses that double, each cut at random so that many gateways do not knock in step. While it does
 * not work, one attempt is under way for all event loops.
 */
final class Reconnection {

  static final Duration PAUSE_MIN = Duration.ofMillis(50);
  static final Duration PAUSE_MAX = Duration.ofSeconds(2);

  private static final int DOUBLINGS_MAX = 10;

  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private int failures;
  private long notBefore;

  Reconnection(LongSupplier nanoTime, RandomGenerator random) {
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /** Whether to try now; whoever may must say how it went, with the number of this attempt. */
  synchronized boolean mayTry() {
    if (failures == 0) {
      return true;
    }
    if (nanoTime.getAsLong() - notBefore < 0) {
      return false;
    }
    notBefore = nanoTime.getAsLong() + pause();
    return true;
  }

  /** How many attempts had failed when this one began. */
  synchronized int failures() {
    return failures;
  }

  synchronized void worked() {
    failures = 0;
  }

  /**
   * Several that began together fail together, and count once.
   *
   * @param before how many had failed when it began
   */
  synchronized void failed(int before) {
    if (before == failures) {
      failures++;
      notBefore = nanoTime.getAsLong() + pause();
    }
  }

  /** Between half of what it may be and all of it. */
  private long pause() {
    long doubled = PAUSE_MIN.toNanos() << Math.min(Math.max(failures - 1, 0), DOUBLINGS_MAX);
    long whole = Math.min(doubled, PAUSE_MAX.toNanos());
    return whole / 2 + random.nextLong(whole / 2 + 1);
  }
}
