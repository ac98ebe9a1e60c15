/**
 * What operators and finance call: teams, API keys, limits, spends, the ledger and the treasury;
 * and what machines ask: health and metrics.
 *
 * <p>Invariants: who may only read changes nothing; a secret is shown once, in the answer that
 * issues it; the books are read here and never written.
 */
@NullMarked
package dev.stipend.admin;

import org.jspecify.annotations.NullMarked;
