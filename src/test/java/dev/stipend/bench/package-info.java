/**
 * How fast the books are, and what they weigh: programs that measure and print, on a Redis of their
 * own, through the ports a gateway uses. What they print is for people, and stands in {@code
 * docs/performance.md}; no test judges a time.
 *
 * <p>Everything measured is also counted: a figure about calls that did not do what they should is
 * not printed, the run ends with an error.
 */
@NullMarked
package dev.stipend.bench;

import org.jspecify.annotations.NullMarked;
