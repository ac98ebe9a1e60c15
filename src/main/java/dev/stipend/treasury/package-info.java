/**
 * What may be paid, and what became of it: the offer that is trusted, the authorization that is
 * written down before it is sent, the doubt that only the chain resolves.
 *
 * <p>Invariants: nothing is signed without a reservation in hand; an authorization exists in the
 * books before it exists on the wire; a spend has at most one; what may still be cashed is never
 * given back.
 */
@NullMarked
package dev.stipend.treasury;

import org.jspecify.annotations.NullMarked;
