package dev.stipend.budget;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a limit does to a call that would exceed it. */
public enum LimitKind {
  /** Refuses it. */
  HARD,
  /** Lets it pass: only its thresholds are told of. */
  WATCH;

  public static Optional<LimitKind> parse(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
