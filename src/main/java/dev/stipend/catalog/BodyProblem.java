package dev.stipend.catalog;

/**
 * One thing wrong with a body: where, why, and what to do.
 *
 * @param field the field's name as the caller wrote it, or {@link #WHOLE_BODY}
 */
public record BodyProblem(String field, String reason, String wayOut) {

  /** Stands for the field where the trouble is not one field's. */
  public static final String WHOLE_BODY = "body";
}
