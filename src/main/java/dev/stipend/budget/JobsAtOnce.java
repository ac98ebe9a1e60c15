package dev.stipend.budget;

import org.jspecify.annotations.Nullable;

/**
 * How many jobs may run at once: of a team with all its API keys, and of one API key. A job runs
 * from its reservation until it has ended, or until its payment was given back.
 *
 * @param team null for any number
 * @param apiKey null for any number
 */
public record JobsAtOnce(@Nullable Integer team, @Nullable Integer apiKey) {

  public static final JobsAtOnce ANY = new JobsAtOnce(null, null);
}
