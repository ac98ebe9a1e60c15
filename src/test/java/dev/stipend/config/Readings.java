package dev.stipend.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads where only one end is expected. */
final class Readings {

  private Readings() {}

  static Config valid(Map<String, String> environment) {
    return switch (ConfigReader.read(environment, Optional.empty())) {
      case ConfigReading.Read(Config config) -> config;
      case ConfigReading.Invalid(List<Problem> problems) -> throw new AssertionError(problems);
    };
  }

  static List<Problem> problems(Map<String, String> environment) {
    return switch (ConfigReader.read(environment, Optional.empty())) {
      case ConfigReading.Read _ -> throw new AssertionError("no problem was found");
      case ConfigReading.Invalid(List<Problem> problems) -> problems;
    };
  }
}
