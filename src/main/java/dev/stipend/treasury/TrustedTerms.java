package dev.stipend.treasury;

import dev.stipend.x402.Address;
import dev.stipend.x402.Network;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * What the operator trusts, whatever an offer says.
 *
 * @param origin of the seller; an offer for another one is not for us
 * @param validity for how long an authorization lives when the offer does not say, and at most
 */
public record TrustedTerms(URI origin, Network network, Set<Address> payees, Duration validity) {

  /** The seller's side refuses what expires too soon, and settles after its work is done. */
  public static final Duration VALIDITY_MIN = Duration.ofSeconds(60);

  public TrustedTerms {
    payees = Set.copyOf(payees);
    if (payees.isEmpty()) {
      throw new IllegalArgumentException("at least one payee must be trusted");
    }
    if (validity.compareTo(VALIDITY_MIN) < 0) {
      throw new IllegalArgumentException("an authorization must live for a minute at least");
    }
  }
}
