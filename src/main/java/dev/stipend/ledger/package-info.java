/**
 * The books: spends, the rows that move money between accounts, and the balances they add up to.
 *
 * <p>Invariants: a row is never changed; every balance is the sum of its rows; a spend ends exactly
 * once.
 */
@NullMarked
package dev.stipend.ledger;

import org.jspecify.annotations.NullMarked;
