package dev.stipend.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with a unit, as they are written in a configuration: {@code 15s}, {@code 200MB}. */
final class UnitText {

  static final List<String> SIZE_UNITS = List.of("B", "KB", "MB", "GB");
  static final long SIZE_STEP = 1000;

  /** Nine digits cannot overflow, whatever the unit. */
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KB|MB|GB)");
  private static final long MILLIS_PER_SECOND = 1000;
  private static final long SECONDS_PER_MINUTE = 60;
  private static final long SECONDS_PER_HOUR = 3600;

  private UnitText() {}

  static Optional<Duration> duration(String text) {
    Matcher found = DURATION.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(found.group(1));
    return Optional.of(
        switch (found.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        });
  }

  static Optional<ByteSize> size(String text) {
    Matcher found = SIZE.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    long bytes = Long.parseLong(found.group(1));
    for (int unit = SIZE_UNITS.indexOf(found.group(2)); unit > 0; unit--) {
      bytes *= SIZE_STEP;
    }
    return bytes == 0 ? Optional.empty() : Optional.of(new ByteSize(bytes));
  }

  /** The largest unit in which the duration is whole. */
  static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (duration.toMillis() != seconds * MILLIS_PER_SECOND) {
      return duration.toMillis() + "ms";
    }
    if (seconds == 0 || seconds % SECONDS_PER_MINUTE != 0) {
      return seconds + "s";
    }
    return seconds % SECONDS_PER_HOUR == 0
        ? seconds / SECONDS_PER_HOUR + "h"
        : seconds / SECONDS_PER_MINUTE + "m";
  }
}
