/**
 * The seller over HTTP.
 *
 * <p>Invariants: a request is sent once, to the configured origin, and no redirect is followed;
 * before the connection is there nothing was sent, and after that everything may have been; no
 * answer, however odd, ends in an exception.
 */
@NullMarked
package dev.stipend.upstream;

import org.jspecify.annotations.NullMarked;
