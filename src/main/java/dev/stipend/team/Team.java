package dev.stipend.team;

import java.time.ZoneId;

/** Who a budget belongs to. The windows of its limits follow its time zone. */
public record Team(TeamId id, String name, String costCentre, ZoneId timeZone, boolean active) {

  private static final int TEXT_LENGTH_MAX = 100;

  public Team {
    if (name.isBlank() || name.length() > TEXT_LENGTH_MAX) {
      throw new IllegalArgumentException("a team's name has 1 to 100 characters");
    }
    if (costCentre.length() > TEXT_LENGTH_MAX) {
      throw new IllegalArgumentException("a cost centre has at most 100 characters");
    }
  }
}
