package dev.stipend.redis;

import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitKind;
import dev.stipend.budget.Raise;
import dev.stipend.budget.Subject;
import dev.stipend.budget.WindowKind;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Limits and raises as {@code limits.lua} reads them: a line of words each. */
final class LimitLines {

  private static final String RAISE = "raise";
  private static final String NONE = "-";
  private static final int LIMIT_WORDS = 6;
  private static final int RAISE_WORDS = 7;

  private LimitLines() {}

  static String write(Limit limit) {
    String thresholds =
        limit.thresholds().stream().map(String::valueOf).collect(Collectors.joining(","));
    return String.join(
        " ",
        limit.id(),
        limit.window().text(),
        limit.subject().text(),
        limit.amount().toMicros(),
        limit.kind().text(),
        thresholds.isEmpty() ? NONE : thresholds);
  }

  static String write(Raise raise) {
    return String.join(
        " ",
        raise.id(),
        RAISE,
        raise.limitId(),
        raise.amount().toMicros(),
        Long.toString(raise.until().toEpochMilli()),
        raise.by().value(),
        raise.reason());
  }

  static Limit limit(String line) {
    String[] words = line.split(" ", LIMIT_WORDS);
    return new Limit(
        Limit.scopeOf(words[0]),
        WindowKind.parse(words[1]).orElseThrow(),
        Subject.parse(words[2]),
        Money.parseMicros(words[3]),
        LimitKind.parse(words[4]).orElseThrow(),
        thresholds(words[5]));
  }

  private static List<Integer> thresholds(String text) {
    return text.equals(NONE)
        ? List.of()
        : Stream.of(text.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static Raise raise(String line) {
    String[] words = line.split(" ", RAISE_WORDS);
    return new Raise(
        words[0],
        words[2],
        Money.parseMicros(words[3]),
        Instant.ofEpochMilli(Long.parseLong(words[4])),
        words[6],
        new ApiKeyId(words[5]));
  }

  private static boolean isRaise(String line) {
    return line.split(" ", LIMIT_WORDS)[1].equals(RAISE);
  }

  /** All lines of one scope. */
  record Lines(String text) {

    Stream<Limit> limits() {
      return text.lines().filter(line -> !isRaise(line)).map(LimitLines::limit);
    }

    Stream<Raise> raises() {
      return text.lines().filter(LimitLines::isRaise).map(LimitLines::raise);
    }
  }
}
