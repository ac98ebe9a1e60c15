package dev.stipend.catalog;

import java.util.List;
import java.util.Optional;

/**
 * One thing wrong with a body: where, why, and what to do.
 *
 * @param field the field's name as the caller wrote it, or {@link #WHOLE_BODY}
 * @param allowed the values that are allowed, or the names where the field is unknown; may be empty
 * @param nearest which of those was probably meant
 */
public record BodyProblem(
    String field, String reason, String wayOut, List<String> allowed, Optional<String> nearest) {

  /** Stands for the field where the trouble is not one field's. */
  public static final String WHOLE_BODY = "body";

  public BodyProblem {
    allowed = List.copyOf(allowed);
  }

  /** Where nothing can be listed. */
  public BodyProblem(String field, String reason, String wayOut) {
    this(field, reason, wayOut, List.of(), Optional.empty());
  }
}
