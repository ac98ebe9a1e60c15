/**
 * What teams call: the seller's own paths with an API key in place of a payment, and what a budget
 * adds to them.
 *
 * <p>Invariants: the team a call is charged to comes from the API key alone; a job of another team
 * does not exist; no answer asks a client to pay.
 */
@NullMarked
package dev.stipend.api;

import org.jspecify.annotations.NullMarked;
