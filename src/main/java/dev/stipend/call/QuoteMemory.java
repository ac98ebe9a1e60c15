package dev.stipend.call;

import dev.stipend.x402.ChallengeReading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Offers seen lately, for requests whose price must be the same: paid from memory, a call takes the
 * seller one request instead of two. What is remembered is judged again like a new one, and a
 * seller compares what is paid with what it asks now: where the memory is wrong it refuses, and the
 * operation is asked for its price each time for a while.
 */
public final class QuoteMemory {

  private static final int ENTRIES_MAX = 1_000;
  private static final Duration ASKING_AGAIN = Duration.ofMinutes(10);

  private final InstantSource clock;
  private final Duration kept;
  private final Map<Priced, Seen> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Priced, Seen> eldest) {
          return size() > ENTRIES_MAX;
        }
      };
  private final Map<String, Instant> wrong = new LinkedHashMap<>();

  /**
   * Remembers for a while.
   *
   * @param kept how long after it was asked for an offer is paid; zero for never
   */
  public QuoteMemory(InstantSource clock, Duration kept) {
    this.clock = clock;
    this.kept = kept;
  }

  /** An offer that is fit to be paid without asking. */
  synchronized Optional<ChallengeReading> recall(Checked checked) {
    Instant now = clock.instant();
    Instant asking = wrong.get(checked.operation().id());
    Seen last = seen.get(Priced.of(checked));
    return last == null || last.isOld(now, kept) || (asking != null && now.isBefore(asking))
        ? Optional.empty()
        : Optional.of(last.reading());
  }

  synchronized void remember(Checked checked, ChallengeReading reading) {
    if (!kept.isZero()) {
      Priced priced = Priced.of(checked);
      seen.remove(priced);
      seen.put(priced, new Seen(reading, clock.instant()));
    }
  }

  /**
   * The seller asks for something else by now: what was remembered of the operation is worthless.
   */
  synchronized void forget(Checked checked) {
    String operation = checked.operation().id();
    seen.keySet().removeIf(priced -> priced.operation().equals(operation));
    wrong.put(operation, clock.instant().plus(ASKING_AGAIN));
  }

  /** What the price depends on, as far as it is known. */
  private record Priced(String operation, Map<String, String> inputs) {

    static Priced of(Checked checked) {
      return new Priced(checked.operation().id(), Map.copyOf(checked.priceInputs()));
    }
  }

  private record Seen(ChallengeReading reading, Instant at) {

    /** A clock that was set back makes it old too. */
    boolean isOld(Instant now, Duration kept) {
      return now.isBefore(at) || !now.isBefore(at.plus(kept));
    }
  }
}
