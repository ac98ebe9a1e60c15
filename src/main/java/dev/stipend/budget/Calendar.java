package dev.stipend.budget;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;

/** Where and how somebody counts days and weeks. */
public record Calendar(ZoneId zone, DayOfWeek weekStart) {

  public Windows at(Instant instant) {
    return new Windows(instant.atZone(zone), weekStart);
  }
}
