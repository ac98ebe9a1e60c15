package dev.stipend.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the configuration: the environment over the operator's file over the commented reference.
 *
 * <p>It does not stop at the first problem. What is wrong is reported and forgotten, and the rest
 * is read again with the default in its place, until nothing new is found.
 */
public final class ConfigReader {

  private ConfigReader() {}

  /** Without a file, the one that {@code STIPEND_CONFIG} names; without that, none. */
  public static ConfigReading read(Map<String, String> environment, Optional<Path> file) {
    Map<String, Optional<Given>> defaults = Reference.load();
    SettingNames names = new SettingNames(defaults.keySet());
    List<Problem> problems = new ArrayList<>();

    Map<String, Given> given = new HashMap<>();
    Optional<Path> named = file.or(() -> fileIn(environment));
    if (named.isPresent()) {
      Optional<Map<String, Given>> written = FileLayer.read(named.get(), names, problems);
      if (written.isEmpty()) {
        EnvironmentLayer.read(environment, names, problems);
        return invalid(problems);
      }
      given.putAll(written.get());
    }
    given.putAll(EnvironmentLayer.read(environment, names, problems));
    return understand(new Settings(defaults, given, problems), problems);
  }

  private static ConfigReading understand(Settings settings, List<Problem> problems) {
    while (true) {
      try {
        Config config = new ConfigAssembly(settings).config();
        return problems.isEmpty() ? new ConfigReading.Read(config) : invalid(problems);
      } catch (InvalidSettings e) {
        if (!settings.blame(e.flaws())) {
          return invalid(problems);
        }
      }
    }
  }

  /** In the order of the file, then what the environment says, then what is not written at all. */
  private static ConfigReading invalid(List<Problem> problems) {
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(
        Comparator.comparingInt(ConfigReader::rank)
            .thenComparingInt(ConfigReader::line)
            .thenComparing(ConfigReader::variable));
    return new ConfigReading.Invalid(sorted);
  }

  private static int rank(Problem problem) {
    return switch (problem.source()) {
      case Source.Line _ -> 0;
      case Source.Variable _ -> 1;
      case Source.Default _ -> 2;
    };
  }

  private static int line(Problem problem) {
    return problem.source() instanceof Source.Line line ? line.line() : 0;
  }

  private static String variable(Problem problem) {
    return problem.source() instanceof Source.Variable(String name) ? name : "";
  }

  private static Optional<Path> fileIn(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(EnvironmentLayer.FILE_VARIABLE))
        .filter(name -> !name.isBlank())
        .map(Path::of);
  }
}
