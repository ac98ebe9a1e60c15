package dev.stipend.config;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Who may call.
 *
 * @param adminKey the first operator's secret; empty if one shall be made
 * @param pepperFile holds the secret with which API keys are hashed; made if it is not there
 * @param timeZone of the organisation and of a team that names none
 * @param weekStart likewise
 */
public record AccessSettings(
    Optional<Secret> adminKey, Path pepperFile, ZoneId timeZone, DayOfWeek weekStart) {

  private static final int ADMIN_KEY_LENGTH_MIN = 20;

  public AccessSettings {
    boolean strong = adminKey.isEmpty() || adminKey.get().reveal().length() >= ADMIN_KEY_LENGTH_MIN;
    new Rules()
        .require(strong, "is too easy to guess", "20 random characters or more", "adminKey")
        .check();
  }
}
