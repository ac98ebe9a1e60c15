package dev.stipend.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the environment says. */
final class EnvironmentLayer {

  /** Names the operator's file; the only variable of ours that is not a setting. */
  static final String FILE_VARIABLE = "STIPEND_CONFIG";

  /** What Kubernetes puts there for a Service that happens to be called like the product. */
  private static final String SERVICE_LINK = "tcp://";

  private EnvironmentLayer() {}

  static Map<String, Given> read(
      Map<String, String> environment, SettingNames names, List<Problem> problems) {
    Map<String, Given> given = new HashMap<>();
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (!variable.startsWith(SettingNames.VARIABLE_PREFIX)
                  || variable.equals(FILE_VARIABLE)) {
                return;
              }
              Source source = new Source.Variable(variable);
              Optional<String> path = names.pathOf(variable);
              if (path.isEmpty()) {
                problems.add(unknown(variable, value, source, names));
              } else if (value.startsWith(SERVICE_LINK)) {
                problems.add(Problem.of(path.get(), source, "was set by Kubernetes" + wayOut()));
              } else if (!value.isBlank()) {
                given.put(path.get(), new Given.One(value.strip(), source));
              }
            });
    return given;
  }

  private static Problem unknown(String variable, String value, Source source, SettingNames names) {
    if (value.startsWith(SERVICE_LINK) || variable.startsWith("STIPEND_SERVICE_")) {
      return Problem.of("", source, "is not a setting; it was set by Kubernetes" + wayOut());
    }
    return Problem.unknown(
        "", source, "is not a setting", names.nearestVariable(variable, List.of(FILE_VARIABLE)));
  }

  private static String wayOut() {
    return " for a Service named stipend: say enableServiceLinks: false in the pod";
  }
}
