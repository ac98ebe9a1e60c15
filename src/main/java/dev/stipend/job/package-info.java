/**
 * Long-running work: what was bought, until it is delivered or known to have failed.
 *
 * <p>Invariants: nobody sees, waits for or downloads a job of another team; one gateway polls a job
 * at a time and another takes over if it dies; a deadline of ours ends our waiting, never the job;
 * a result is fetched at first sight, because its link dies.
 */
@NullMarked
package dev.stipend.job;

import org.jspecify.annotations.NullMarked;
