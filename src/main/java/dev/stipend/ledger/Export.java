package dev.stipend.ledger;

import java.time.Instant;

/**
 * What is known of a month's rows outside: with it, and only with it, they may leave the books.
 *
 * @param rows how many
 * @param last the id of the last one
 * @param sha256 of the file they were written to, in lower-case hex
 */
public record Export(long rows, String last, String sha256, Instant at) {}
