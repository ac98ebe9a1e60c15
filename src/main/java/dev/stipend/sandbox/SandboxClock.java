package dev.stipend.sandbox;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** The time of chain and jobs: a clock that can be set forward, never back. */
final class SandboxClock {

  private final InstantSource source;
  private final AtomicLong offsetMillis = new AtomicLong();

  SandboxClock(InstantSource source) {
    this.source = source;
  }

  long millis() {
    return source.millis() + offsetMillis.get();
  }

  long seconds() {
    return millis() / 1000;
  }

  /** Answers the whole offset from then on. */
  long advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("the clock only goes forward");
    }
    return offsetMillis.addAndGet(by.toMillis());
  }

  long offsetMillis() {
    return offsetMillis.get();
  }

  void restoreOffset(long millis) {
    offsetMillis.set(millis);
  }
}
