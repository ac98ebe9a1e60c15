package dev.stipend.team;

import java.time.DayOfWeek;
import java.time.ZoneId;

/** Who a budget belongs to. The windows of its limits follow its time zone and its weeks. */
public record Team(
    TeamId id,
    String name,
    String costCentre,
    ZoneId timeZone,
    DayOfWeek weekStart,
    boolean active,
    Policy policy) {

  private static final int TEXT_LENGTH_MAX = 100;

  /** A team whose weeks begin on Monday, and which has no policy. */
  public Team(TeamId id, String name, String costCentre, ZoneId timeZone, boolean active) {
    this(id, name, costCentre, timeZone, DayOfWeek.MONDAY, active, Policy.OPEN);
  }

  public Team {
    if (name.isBlank() || name.length() > TEXT_LENGTH_MAX) {
      throw new IllegalArgumentException("a team's name has 1 to 100 characters");
    }
    if (costCentre.length() > TEXT_LENGTH_MAX) {
      throw new IllegalArgumentException("a cost centre has at most 100 characters");
    }
  }
}
