/**
 * Every port that keeps something, in Redis.
 *
 * <p>Money lives under one hash tag and changes only in the scripts of {@code resources/redis},
 * each of which checks everything and then writes everything. A failed Future means that the effect
 * is not known; every script is safe to repeat by spend id and step.
 */
@NullMarked
package dev.stipend.redis;

import org.jspecify.annotations.NullMarked;
