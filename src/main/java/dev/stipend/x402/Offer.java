package dev.stipend.x402;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of a challenge's {@code accepts}, as it came: nothing about it has been judged.
 *
 * @param amount the text of the amount, in any shape the seller chose
 * @param maxTimeoutSeconds how long the payment should stay valid; null when no whole number came
 * @param extra its member of that name; empty where there is none
 * @param source the entry itself, written back unchanged as {@code accepted}; not to be altered
 */
public record Offer(
    String scheme,
    String network,
    String amount,
    String asset,
    String payTo,
    @Nullable Long maxTimeoutSeconds,
    Extra extra,
    ObjectNode source) {

  /**
   * What the asset needs beyond its address.
   *
   * @param domainName the EIP-712 name, {@code name}
   * @param domainVersion the EIP-712 version, {@code version}
   * @param transferMethod {@code assetTransferMethod}
   */
  public record Extra(
      @Nullable String domainName,
      @Nullable String domainVersion,
      @Nullable String transferMethod) {}
}
