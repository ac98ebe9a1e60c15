package dev.stipend.web;

/** Carries a problem through a failed future to the answer. */
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.code().code(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
