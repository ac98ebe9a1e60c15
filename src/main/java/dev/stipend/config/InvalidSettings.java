package dev.stipend.config;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown by a record of settings that does not hold together; says everything that is wrong. */
final class InvalidSettings extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final transient List<Flaw> flaws;

  InvalidSettings(List<Flaw> flaws) {
    super(
        flaws.stream()
            .map(flaw -> flaw.paths().getFirst() + " " + flaw.reason())
            .collect(Collectors.joining("; ")));
    this.flaws = List.copyOf(flaws);
  }

  List<Flaw> flaws() {
    return flaws;
  }

  /**
   * A broken rule.
   *
   * @param paths the settings of which the rule speaks; the first is the one to change
   */
  record Flaw(List<String> paths, String reason, String example) {}
}
