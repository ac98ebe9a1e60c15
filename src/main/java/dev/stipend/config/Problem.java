package dev.stipend.config;

import java.util.Optional;

/**
 * One thing that is wrong with a configuration, and the way out.
 *
 * @param path the setting, such as {@code payment.validity}; empty when the file as a whole is
 *     meant
 * @param source where the value or name was written
 * @param reason what is wrong, as the rest of a sentence that begins with the setting
 * @param example a value that would be right
 * @param nearest the known name that was probably meant
 */
public record Problem(
    String path, Source source, String reason, Optional<String> example, Optional<String> nearest) {

  /** The environment variable that would set the path; empty if no single setting is meant. */
  public Optional<String> variable() {
    return path.isEmpty() || nearest.isPresent()
        ? Optional.empty()
        : Optional.of(SettingNames.variable(path));
  }

  static Problem of(String path, Source source, String reason) {
    return new Problem(path, source, reason, Optional.empty(), Optional.empty());
  }

  static Problem of(String path, Source source, String reason, String example) {
    return new Problem(path, source, reason, Optional.of(example), Optional.empty());
  }

  static Problem unknown(String path, Source source, String reason, Optional<String> nearest) {
    return new Problem(path, source, reason, Optional.empty(), nearest);
  }
}
