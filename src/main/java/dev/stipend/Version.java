package dev.stipend;

import java.util.Objects;

/** Which build this is, as the jar says. */
final class Version {

  private Version() {}

  static String current() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }
}
