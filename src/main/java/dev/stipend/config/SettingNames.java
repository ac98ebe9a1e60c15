package dev.stipend.config;

import dev.stipend.catalog.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names settings have: a path in the file, and a variable in the environment. */
public final class SettingNames {

  static final String VARIABLE_PREFIX = "STIPEND_";

  private final Set<String> paths;
  private final Map<String, String> pathByVariable = new HashMap<>();

  SettingNames(Set<String> paths) {
    this.paths = paths;
    for (String path : paths) {
      pathByVariable.put(variable(path), path);
    }
  }

  /** The one rule: segments, split where a capital begins, in capitals, joined by underscores. */
  public static String variable(String path) {
    String words = path.replace('.', '_').replaceAll("([a-z0-9])([A-Z])", "$1_$2");
    return VARIABLE_PREFIX + words.toUpperCase(Locale.ROOT);
  }

  static String below(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }

  boolean isSetting(String path) {
    return paths.contains(path);
  }

  boolean isBlock(String path) {
    return paths.stream().anyMatch(known -> known.startsWith(path + "."));
  }

  Optional<String> pathOf(String variable) {
    return Optional.ofNullable(pathByVariable.get(variable));
  }

  /** The nearest name within the same block; else the nearest last part of any path. */
  Optional<String> nearestPath(String parent, String name) {
    Map<String, String> siblings = new LinkedHashMap<>();
    Map<String, String> others = new LinkedHashMap<>();
    String prefix = parent.isEmpty() ? "" : parent + ".";
    for (String path : paths) {
      if (path.startsWith(prefix)) {
        String sibling = path.substring(prefix.length()).split("\\.")[0];
        siblings.put(sibling, prefix + sibling);
      }
      others.put(path, path);
      others.putIfAbsent(path.substring(path.lastIndexOf('.') + 1), path);
    }
    return NearestName.nearest(name, siblings.keySet())
        .map(siblings::get)
        .or(() -> NearestName.nearest(name, others.keySet()).map(others::get));
  }

  Optional<String> nearestVariable(String variable, List<String> others) {
    List<String> known = new ArrayList<>(others);
    known.addAll(pathByVariable.keySet());
    known.sort(null);
    Optional<String> nearest = NearestName.nearest(variable, known);
    if (nearest.isPresent() || !variable.startsWith(VARIABLE_PREFIX)) {
      return nearest;
    }
    String name = variable.substring(VARIABLE_PREFIX.length());
    return nearestPath("", name).filter(paths::contains).map(SettingNames::variable);
  }
}
