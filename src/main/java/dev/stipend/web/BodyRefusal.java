package dev.stipend.web;

import dev.stipend.catalog.BodyProblem;
import dev.stipend.catalog.CheckResult.Refused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells a caller what the catalogue found wrong with a body. */
public final class BodyRefusal {

  private BodyRefusal() {}

  public static Problem of(Refused refused) {
    BodyProblem first = refused.problems().getFirst();
    List<Map<String, Object>> errors = refused.problems().stream().map(BodyRefusal::entry).toList();
    Problem problem =
        Problem.of(code(refused), detail(first, errors.size()))
            .help(sentence(capital(first.wayOut())))
            .with("errors", errors);
    return first.field().equals(BodyProblem.WHOLE_BODY) ? problem : problem.param(first.field());
  }

  private static ProblemCode code(Refused refused) {
    return switch (refused.cause()) {
      case NOT_JSON -> ProblemCode.INVALID_JSON;
      case TOO_LARGE -> ProblemCode.BODY_TOO_LARGE;
      case INVALID -> ProblemCode.INVALID_BODY;
    };
  }

  private static Map<String, Object> entry(BodyProblem problem) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("field", problem.field());
    entry.put("reason", problem.reason());
    entry.put("help", problem.wayOut());
    if (!problem.allowed().isEmpty()) {
      entry.put("allowed", problem.allowed());
    }
    problem.nearest().ifPresent(nearest -> entry.put("nearest", nearest));
    return entry;
  }

  private static String detail(BodyProblem first, int count) {
    boolean isWhole = first.field().equals(BodyProblem.WHOLE_BODY);
    String what = isWhole ? capital(first.reason()) : first.field() + ": " + first.reason();
    return sentence(count == 1 ? what : what + " (and " + (count - 1) + " more)");
  }

  private static String sentence(String text) {
    return text.endsWith("?") || text.endsWith(".") ? text : text + ".";
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
