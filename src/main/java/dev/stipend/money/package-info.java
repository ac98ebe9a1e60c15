/**
 * Exact amounts of USDC.
 *
 * <p>Invariants: an amount is a whole number of micro-dollars, never negative, below 2^53; no
 * floating point occurs in this package.
 */
@NullMarked
package dev.stipend.money;

import org.jspecify.annotations.NullMarked;
