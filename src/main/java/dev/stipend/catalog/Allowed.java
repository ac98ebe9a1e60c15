package dev.stipend.catalog;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter may hold. An empty list of values allows any; {@code min} and {@code max} bound
 * the length of a string, the value of an int and the number of URLs.
 */
public record Allowed(
    List<String> values, @Nullable Long min, @Nullable Long max, @Nullable Pattern pattern) {

  /** Anything of the right type. */
  public static final Allowed ANYTHING = new Allowed(List.of(), null, null, null);

  public Allowed {
    values = List.copyOf(values);
    if (min != null && max != null && min > max) {
      throw new IllegalArgumentException("min must not be above max");
    }
  }

  boolean holds(long measure) {
    return (min == null || measure >= min) && (max == null || measure <= max);
  }

  /** {@code 1 to 14}, {@code at least 1} or {@code at most 100}. */
  String bounds() {
    if (min != null && max != null) {
      return min.equals(max) ? "exactly " + min : min + " to " + max;
    }
    return min != null ? "at least " + min : "at most " + max;
  }
}
