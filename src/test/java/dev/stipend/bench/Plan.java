package dev.stipend.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How much is measured.
 *
 * @param fsync how Redis writes to its disk, one run for each: {@code off}, {@code everysec} or
 *     {@code always}
 * @param inFlight reservations under way at once
 * @param rounds how often gateway and floor take turns
 * @param round how long a gateway's turn is
 * @param batch how often each step of a paid call is measured
 * @param calls whole calls whose memory is measured
 * @param rows rows of the ledger that are there before the books are measured again; zero: none,
 *     and the rest is measured instead
 */
record Plan(
    List<String> fsync, int inFlight, int rounds, Duration round, int batch, int calls, int rows) {

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "fsync", "off,always",
          "inFlight", "64",
          "rounds", "3",
          "millis", "3000",
          "batch", "20000",
          "calls", "100000",
          "rows", "0");

  Plan {
    if (!List.of("off", "everysec", "always").containsAll(fsync)) {
      throw new IllegalArgumentException("fsync is off, everysec or always, with commas");
    }
    if (Stream.of(inFlight, rounds, batch, calls).anyMatch(number -> number < 1) || rows < 0) {
      throw new IllegalArgumentException("a plan counts from 1 on, and rows from 0 on");
    }
  }

  /** Reads words like {@code rows=100000}, with spaces between them. */
  static Plan parse(String text) {
    Map<String, String> given = new LinkedHashMap<>(DEFAULTS);
    for (String word : text.strip().split("\\s+")) {
      String[] both = word.split("=", 2);
      if (both.length != 2 || given.replace(both[0], both[1]) == null) {
        throw new IllegalArgumentException(
            word + " is none of " + DEFAULTS.keySet().stream().sorted().toList() + " and a value");
      }
    }
    return new Plan(
        List.of(text(given, "fsync").split(",")),
        number(given, "inFlight"),
        number(given, "rounds"),
        Duration.ofMillis(number(given, "millis")),
        number(given, "batch"),
        number(given, "calls"),
        number(given, "rows"));
  }

  private static int number(Map<String, String> given, String name) {
    return Integer.parseInt(text(given, name));
  }

  private static String text(Map<String, String> given, String name) {
    return Objects.requireNonNull(given.get(name), name);
  }
}
