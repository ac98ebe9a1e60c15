/**
 * What happens, counted for Prometheus.
 *
 * <p>Invariants: labels are bounded (team, model, outcome) and never hold an id, a prompt or a
 * secret; amounts become dollars only here, for dashboards, and are no part of the books.
 */
@NullMarked
package dev.stipend.metrics;

import org.jspecify.annotations.NullMarked;
