package dev.stipend.api;

import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ?wait=30s}: how long an answer may take if that is what it takes. */
final class WaitTime {

  static final Duration MAX = Duration.ofSeconds(60);

  private static final String NAME = "wait";
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(ms|s|m|)");

  private WaitTime() {}

  /** Nothing where it is not asked for. A number without a unit is seconds. */
  static Duration of(RoutingContext context) {
    List<String> given = context.queryParam(NAME);
    if (given.isEmpty()) {
      return Duration.ZERO;
    }
    Matcher form = FORM.matcher(given.getFirst());
    if (given.size() > 1 || !form.matches()) {
      throw bad("is not a time such as 30s");
    }
    long number = Long.parseLong(form.group(1));
    Duration time =
        switch (form.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofSeconds(number);
        };
    if (time.compareTo(MAX) > 0) {
      throw bad("is longer than " + MAX.toSeconds() + "s");
    }
    return time;
  }

  private static ProblemException bad(String reason) {
    return new ProblemException(
        Problem.of(ProblemCode.INVALID_BODY, "The query parameter wait " + reason + ".")
            .help("Send at most wait=" + MAX.toSeconds() + "s, and ask again if it was too short.")
            .param(NAME));
  }
}
