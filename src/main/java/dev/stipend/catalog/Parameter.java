package dev.stipend.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One field of an operation's body, under the exact name the seller knows.
 *
 * @param defaultValue what applies without the field; written as text whatever the type
 * @param movesPrice whether the quote depends on it; such a default is sent explicitly
 * @param needs other fields without which this one makes no sense
 * @param aliases other spellings that surely mean this field
 */
public record Parameter(
    String name,
    ParameterType type,
    boolean required,
    Allowed allowed,
    @Nullable String defaultValue,
    boolean movesPrice,
    List<String> needs,
    List<String> aliases,
    @Nullable String note) {

  public Parameter {
    needs = List.copyOf(needs);
    aliases = List.copyOf(aliases);
    if (required && defaultValue != null) {
      throw new IllegalArgumentException("a required parameter has no default");
    }
    boolean isPlain =
        type == ParameterType.STRING || type == ParameterType.INT || type == ParameterType.BOOL;
    if (!isPlain && defaultValue != null) {
      throw new IllegalArgumentException("a link or a list has no default");
    }
    if (type == ParameterType.ANY && movesPrice) {
      throw new IllegalArgumentException("what moves the price has a known form");
    }
    if (type == ParameterType.STRING && movesPrice && allowed.values().isEmpty()) {
      throw new IllegalArgumentException(
          "a string that moves the price needs values: it is written into the books");
    }
  }

  /** What one entry of this list of strings may be. */
  Parameter entry() {
    Allowed one = new Allowed(allowed.values(), null, null, null);
    return new Parameter(
        name, ParameterType.STRING, false, one, null, false, List.of(), List.of(), null);
  }

  /** Text of the caller's own, which no message may repeat. */
  public boolean isFreeText() {
    boolean isText = type == ParameterType.STRING || type == ParameterType.STRINGS;
    return isText && allowed.values().isEmpty() && allowed.pattern() == null;
  }
}
