package dev.stipend.catalog;

import java.util.List;

/**
 * How names and values of a caller are shown in messages: short, and without control characters.
 */
final class Shown {

  static final int LENGTH_MAX = 40;

  private Shown() {}

  static String name(String name) {
    return cut(name);
  }

  static String value(String value) {
    return "\"" + cut(value) + "\"";
  }

  static String choices(List<String> values) {
    return String.join(", ", values);
  }

  private static String cut(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(LENGTH_MAX)
        .map(c -> isPlain(c) ? c : '?')
        .forEach(shown::appendCodePoint);
    return text.codePointCount(0, text.length()) > LENGTH_MAX ? shown + "…" : shown.toString();
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          false;
      default -> true;
    };
  }
}
