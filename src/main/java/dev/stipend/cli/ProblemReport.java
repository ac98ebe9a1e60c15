package dev.stipend.cli;

import dev.stipend.config.Problem;
import dev.stipend.config.Source;
import java.util.List;

/** Tells a person all that is wrong with the configuration. */
public final class ProblemReport {

  private ProblemReport() {}

  /** Several lines, each problem a paragraph: which setting, what is wrong, what would be right. */
  public static String format(List<Problem> problems) {
    StringBuilder text = new StringBuilder("The configuration has ");
    text.append(problems.size() == 1 ? "a problem" : problems.size() + " problems").append(".\n");
    for (Problem problem : problems) {
      text.append("\n  ").append(heading(problem));
      text.append("\n    ").append(problem.reason()).append('.');
      problem.example().ifPresent(right -> text.append("\n    Right would be: ").append(right));
      problem
          .nearest()
          .ifPresent(name -> text.append("\n    Did you mean ").append(name).append('?'));
      text.append('\n');
    }
    return text.toString();
  }

  private static String heading(Problem problem) {
    String place =
        switch (problem.source()) {
          case Source.Default() -> problem.variable().map(name -> "or " + name).orElse("");
          case Source.Variable(String name) -> name;
          case Source.Line(String file, int line, int _) when line == 0 -> file;
          case Source.Line(String file, int line, int column) when problem.path().isEmpty() ->
              file + " line " + line + ", column " + column;
          case Source.Line(String file, int line, int _) -> file + " line " + line;
        };
    if (problem.path().isEmpty()) {
      return place;
    }
    return place.isEmpty() ? problem.path() : problem.path() + " (" + place + ")";
  }
}
