package dev.stipend.config;

import java.util.List;

/** What came of reading the configuration. */
public sealed interface ConfigReading {

  /** Every setting is there and right. */
  record Read(Config config) implements ConfigReading {}

  /** All that is wrong, at least one thing. */
  record Invalid(List<Problem> problems) implements ConfigReading {
    public Invalid {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("an invalid configuration has a problem");
      }
    }
  }
}
