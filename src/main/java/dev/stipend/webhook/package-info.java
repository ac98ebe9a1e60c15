/**
 * Telling teams' own servers how jobs ended, by signed messages in the form of Standard Webhooks.
 *
 * <p>Invariants: a job that ended is on the queue of what is to be told before it leaves the queue
 * of jobs, so that each end is told at least once wherever a gateway dies; a message has the same
 * id however often it is sent; a secret is shown once and kept encrypted.
 */
@NullMarked
package dev.stipend.webhook;

import org.jspecify.annotations.NullMarked;
