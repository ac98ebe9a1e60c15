package dev.stipend.catalog;

import java.util.List;

/** A catalogue file cannot be used; all that is wrong with it is in the message. */
public final class InvalidCatalogueException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Each starts with the path of the entry it is about. */
  private final String[] problems;

  InvalidCatalogueException(String file, List<String> problems) {
    super(file + " is no usable catalogue:\n  " + String.join("\n  ", problems));
    this.problems = problems.toArray(String[]::new);
  }

  public List<String> problems() {
    return List.of(problems);
  }
}
