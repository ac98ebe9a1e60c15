package dev.stipend.config;

import dev.stipend.config.InvalidSettings.Flaw;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a record, so that its constructor can say all of it at once. */
final class Rules {

  private static final int PORT_MAX = 65_535;

  private final List<Flaw> flaws = new ArrayList<>();

  /** The first path is the setting to blame, the others are those it was compared with. */
  Rules require(boolean holds, String reason, String example, String... paths) {
    if (!holds) {
      flaws.add(new Flaw(List.of(paths), reason, example));
    }
    return this;
  }

  Rules port(int port, String example, String path) {
    return between(port, 0, PORT_MAX, example, path);
  }

  /** Two settings that want one port, both by the names they have in the file and outside. */
  Rules otherPort(boolean differs, int port, String path, String other) {
    String reason =
        "is %d, and so is %s (%s): give one of them another port, or 0 for any free one"
            .formatted(port, other, SettingNames.variable(other));
    String example = port < PORT_MAX ? Integer.toString(port + 1) : "0";
    return require(differs, reason, example, path, other);
  }

  Rules between(int value, int min, int max, String example, String path) {
    boolean holds = value >= min && value <= max;
    return require(holds, "must be from " + min + " to " + max, example, path);
  }

  Rules between(Duration value, Duration min, Duration max, String example, String path) {
    boolean holds = value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    String range = UnitText.text(min) + " to " + UnitText.text(max);
    return require(holds, "must be from " + range, example, path);
  }

  Rules between(ByteSize value, ByteSize min, ByteSize max, String example, String path) {
    boolean holds = value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    return require(holds, "must be from " + min + " to " + max, example, path);
  }

  void check() {
    if (!flaws.isEmpty()) {
      throw new InvalidSettings(flaws);
    }
  }
}
