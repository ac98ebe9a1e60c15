/**
 * The settings of one process: a record for each concern, and the reader that fills them.
 *
 * <p>Invariants: {@code config/stipend.yaml} is the only list of settings and of their defaults;
 * all problems are reported at once; a {@link Config} that exists is valid; no secret occurs in a
 * {@code toString}, in a problem or in an exception.
 */
@NullMarked
package dev.stipend.config;

import org.jspecify.annotations.NullMarked;
