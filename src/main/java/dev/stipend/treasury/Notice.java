package dev.stipend.treasury;

import java.time.Instant;

/**
 * One thing that operators were told about the treasury.
 *
 * @param id orders notices and pages through them
 * @param kind stopped, lifted, alarm, over or decided
 * @param by an API key, or the gateway itself
 */
public record Notice(
    String id, Instant at, String kind, String subject, String by, String reason) {}
