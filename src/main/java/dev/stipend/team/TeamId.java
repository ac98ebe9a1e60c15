package dev.stipend.team;

import java.util.regex.Pattern;

/** The stable name of a team in paths, keys and reports. */
public record TeamId(String value) {

  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

  public TeamId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a team id is 1 to 40 lower-case letters, digits and hyphens, and starts with no hyphen");
    }
  }

  /** Whether a text could be the id of a team. */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
