/**
 * Limits and reservations: whether this team may spend exactly this amount now.
 *
 * <p>Invariants: for every limit, settled + held + in doubt never exceeds its amount by a new
 * reservation; a reservation exists only as the answer of the one atomic check; windows are part of
 * a balance's name, so nothing is ever reset.
 */
@NullMarked
package dev.stipend.budget;

import org.jspecify.annotations.NullMarked;
