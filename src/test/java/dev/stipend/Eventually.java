package dev.stipend;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread or process does: asks again and again, but not for ever. */
final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Eventually() {}

  static void until(String what, BooleanSupplier condition) {
    find(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  static <T> T find(String what, Supplier<Optional<T>> answer) {
    return find(what, PATIENCE, answer);
  }

  static <T> T find(String what, Duration patience, Supplier<Optional<T>> answer) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<T> found = answer.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + patience.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
