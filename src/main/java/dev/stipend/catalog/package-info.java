/**
 * What can be bought: models, their operations and parameters, read from a data file, and the check
 * of a body against them.
 *
 * <p>Invariants: no name, price or parameter of a model stands in code. A body is accepted only as
 * its canonical form, in which every field is known, every value allowed and every default that
 * moves the price spelled out; the seller quotes, and is paid for, exactly that. No text made here
 * repeats a prompt, a link or a long value.
 */
@NullMarked
package dev.stipend.catalog;

import org.jspecify.annotations.NullMarked;
