package dev.stipend.x402;

import org.jspecify.annotations.Nullable;

/**
 * What the seller says became of a payment. It is the seller's word, not the chain's.
 *
 * @param transaction absent when the seller sent an empty one
 */
public record Receipt(
    boolean success,
    @Nullable String payer,
    @Nullable String transaction,
    @Nullable String network,
    @Nullable String errorReason) {}
