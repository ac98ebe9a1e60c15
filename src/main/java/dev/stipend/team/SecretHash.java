package dev.stipend.team;

/** The keyed hash of a secret, in hex; useless without the pepper. */
public record SecretHash(String hex) {}
