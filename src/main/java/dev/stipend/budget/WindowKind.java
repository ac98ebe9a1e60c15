package dev.stipend.budget;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How long a limit counts before it starts anew. */
public enum WindowKind {
  HOUR,
  DAY,
  WEEK,
  MONTH,
  LIFETIME;

  public static Optional<WindowKind> parse(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
