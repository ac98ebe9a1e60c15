/**
 * The use case that ties everything together: one call of a team, from its body to its job.
 *
 * <p>Invariants: nothing is sent to the seller that the catalogue does not know; nothing is signed
 * without a reservation; what was begun is finished even if the client hangs up; a payment is
 * attempted once.
 */
@NullMarked
package dev.stipend.call;

import org.jspecify.annotations.NullMarked;
