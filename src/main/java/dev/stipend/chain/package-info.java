/**
 * The wallet key and the chain over JSON-RPC.
 *
 * <p>Invariants: the key leaves this package only as signatures; a reading that is not certain is a
 * failed Future; the endpoint's address, which may hold a secret, stands in no text.
 */
@NullMarked
package dev.stipend.chain;

import org.jspecify.annotations.NullMarked;
