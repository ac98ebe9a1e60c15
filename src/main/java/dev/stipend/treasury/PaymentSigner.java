package dev.stipend.treasury;

import dev.stipend.x402.Address;
import dev.stipend.x402.Authorization;
import dev.stipend.x402.Signature;
import dev.stipend.x402.Token;
import io.vertx.core.Future;

/** Signs for the paying wallet. */
public interface PaymentSigner {

  Address address();

  /**
   * Signs a transfer out of {@link #address}; one out of another wallet is refused. A failed Future
   * says that there is no signature, and never why in words of somebody else.
   */
  Future<Signature> sign(Authorization authorization, Token token);
}
