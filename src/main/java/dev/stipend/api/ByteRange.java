package dev.stipend.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that a {@code Range} header asks for. Only one range of bytes is served; of
 * anything else the whole file is, as HTTP allows.
 */
sealed interface ByteRange {

  Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** Everything. */
  record Whole() implements ByteRange {}

  /** From the first byte to the last, both part of it. */
  record Part(long first, long last) implements ByteRange {

    long length() {
      return last - first + 1;
    }
  }

  /** The file has no such bytes. */
  record Unsatisfiable() implements ByteRange {}

  /**
   * Reads a header.
   *
   * @param header null where there is none
   * @param size of the file
   */
  static ByteRange of(@Nullable String header, long size) {
    Matcher matcher = FORM.matcher(header == null ? "" : header.strip());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return new Whole();
    }
    long last = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
    if (matcher.group(1).isEmpty()) {
      return last == 0 || size == 0
          ? new Unsatisfiable()
          : new Part(Math.max(0, size - last), size - 1);
    }
    long first = Long.parseLong(matcher.group(1));
    if (!matcher.group(2).isEmpty() && last < first) {
      return new Whole();
    }
    return first >= size ? new Unsatisfiable() : new Part(first, Math.min(last, size - 1));
  }
}
