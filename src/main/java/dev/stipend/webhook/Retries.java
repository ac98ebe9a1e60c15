package dev.stipend.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When to try again: as Standard Webhooks recommends, and not all at the same moment. */
final class Retries {

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  /** One tenth longer at the most. */
  private static final int JITTER = 10;

  private Retries() {}

  /**
   * The pause before the next attempt; empty when there is none.
   *
   * @param attempts how many there were
   */
  static Optional<Duration> after(int attempts, RandomGenerator random) {
    if (attempts > PAUSES.size()) {
      return Optional.empty();
    }
    Duration pause = PAUSES.get(attempts - 1);
    return Optional.of(pause.plusMillis(random.nextLong(pause.toMillis() / JITTER)));
  }
}
