package dev.stipend.catalog;

import java.time.Duration;

/**
 * How long jobs of an operation usually take, how often they are polled, and when waiting for one
 * ends. The job itself outlives the deadline.
 */
public record Timing(Duration typicalTime, Duration pollInterval, Duration deadline) {

  public Timing {
    if (!typicalTime.isPositive() || !pollInterval.isPositive()) {
      throw new IllegalArgumentException("typicalTime and pollInterval must be above zero");
    }
    if (deadline.compareTo(typicalTime) < 0 || deadline.compareTo(pollInterval) < 0) {
      throw new IllegalArgumentException(
          "the deadline must not be before typicalTime or pollInterval");
    }
  }
}
