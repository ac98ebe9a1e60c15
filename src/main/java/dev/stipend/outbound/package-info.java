/**
 * HTTP to addresses that teams chose.
 *
 * <p>Invariants: unless an operator allows it, nothing is sent to an address that is not public, to
 * whatever name it belongs; the address that was checked is the one that is connected to; nothing
 * is followed, and of an answer only its status is read.
 */
@NullMarked
package dev.stipend.outbound;

import org.jspecify.annotations.NullMarked;
