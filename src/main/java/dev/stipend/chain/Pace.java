package dev.stipend.chain;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When an endpoint may be asked: so often a second, and after several failures in a row not for a
 * while. Providers shut out whoever asks on and on.
 */
final class Pace {

  private static final int FAILURES_BORNE = 4;
  private static final Duration REST_MIN = Duration.ofMillis(500);
  private static final Duration REST_MAX = Duration.ofSeconds(15);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  private final long interval;
  private long nextTurn;
  private long restsUntil;
  private int failures;

  /**
   * Asks no more often than this.
   *
   * @param perSecond also how many may be asked at once after a pause
   */
  Pace(LongSupplier nanoTime, int perSecond) {
    this.nanoTime = nanoTime;
    this.interval = SECOND / perSecond;
    this.nextTurn = nanoTime.getAsLong() - SECOND;
    this.restsUntil = nextTurn;
  }

  /** Takes a turn. Answers how long to wait for it, in nanoseconds; zero for now. */
  synchronized long take() {
    long now = nanoTime.getAsLong();
    long earliest = now - SECOND;
    long turn = nextTurn - earliest < 0 ? earliest : nextTurn;
    nextTurn = turn + interval;
    return Math.max(0, turn - now);
  }

  /** Whether it is better left alone for now. */
  synchronized boolean rests() {
    return restsUntil - nanoTime.getAsLong() > 0;
  }

  synchronized void answered() {
    failures = 0;
  }

  synchronized void failed() {
    failures++;
    int over = Math.min(failures - FAILURES_BORNE, 10);
    if (over > 0) {
      long rest = Math.min(REST_MIN.toNanos() << (over - 1), REST_MAX.toNanos());
      restsUntil = nanoTime.getAsLong() + rest;
    }
  }
}
