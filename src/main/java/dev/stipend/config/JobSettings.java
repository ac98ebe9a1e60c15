package dev.stipend.config;

import java.time.Duration;

/**
 * How jobs are followed, and told of.
 *
 * @param leaseTime how long a process that polls a job may be silent before another one takes over
 * @param webhooksAllowPrivate whether webhooks may lead to private addresses, and without https
 */
public record JobSettings(
    Duration leaseTime, WaitingSettings waiting, boolean webhooksAllowPrivate) {

  private static final Duration LEASE_SHORTEST = Duration.ofSeconds(1);
  private static final Duration LEASE_LONGEST = Duration.ofMinutes(10);

  public JobSettings {
    new Rules().between(leaseTime, LEASE_SHORTEST, LEASE_LONGEST, "30s", "jobs.leaseTime").check();
  }
}
