package dev.stipend.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * One movement of play money.
 *
 * @param from the zero address for funding
 * @param nonce of the authorization, 0x and 64 hex digits; null for funding
 * @param timestamp of the block, in seconds
 */
public record SandboxTransfer(
    String from,
    String to,
    long micros,
    @Nullable String nonce,
    String transaction,
    long block,
    long timestamp) {}
