package dev.stipend.x402;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a 402 asks for. One with offers asks for money; one without offers and with {@code siwx}
 * asks for a proof of the wallet and never for money.
 *
 * @param version as it came; only 2 is understood, 1 is told apart so that it can be named
 * @param offers those entries of {@code accepts} that have the shape of an offer
 * @param resource as it came, to be written back unchanged; not to be altered
 * @param requiredExtensions names of extensions that declare themselves required and are not
 *     understood here
 * @param paymentIdentifier that extension as it came; not to be altered
 */
public record Challenge(
    int version,
    @Nullable String resourceUrl,
    List<Offer> offers,
    @Nullable ObjectNode resource,
    Set<String> requiredExtensions,
    @Nullable ObjectNode paymentIdentifier,
    @Nullable SiwxInfo siwx) {

  public Challenge {
    offers = List.copyOf(offers);
    requiredExtensions = Set.copyOf(requiredExtensions);
  }

  /** One of which nothing but its version is understood. */
  static Challenge ofVersion(int version) {
    return new Challenge(version, null, List.of(), null, Set.of(), null, null);
  }
}
