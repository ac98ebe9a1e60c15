/**
 * What can be bought: models, their operations and parameters, read from a data file, over which
 * the seller's own document and the decisions of operators are laid; and the check of a body
 * against them.
 *
 * <p>Invariants: no name, price or parameter of a model stands in code. What the seller publishes
 * raises no ceiling and gives none, and a document that cannot be trusted changes nothing. A body
 * is accepted only as its canonical form, in which every field is known, every value allowed and
 * every default that moves the price spelled out; the seller quotes, and is paid for, exactly that.
 * No text made here repeats a prompt, a link or a long value.
 */
@NullMarked
package dev.stipend.catalog;

import org.jspecify.annotations.NullMarked;
