package dev.stipend.team;

import org.jspecify.annotations.Nullable;

/** An authenticated API key, with its team where it has one. */
public record Caller(ApiKey apiKey, @Nullable Team team) {}
