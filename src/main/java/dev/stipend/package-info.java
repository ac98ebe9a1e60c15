/**
 * The entry point, which wires all packages together.
 *
 * <p>Ring 0 ({@code money}, {@code x402}) knows no framework. Ring 1 ({@code team}, {@code
 * catalog}, {@code budget}, {@code treasury}, {@code ledger}, {@code job}, {@code call}) decides
 * and owns the ports. Ring 2, the adapters, do not know each other. The architecture test holds the
 * table.
 */
@NullMarked
package dev.stipend;

import org.jspecify.annotations.NullMarked;
