package dev.stipend.treasury;

import dev.stipend.x402.Address;
import dev.stipend.x402.Authorization;
import dev.stipend.x402.Signature;
import dev.stipend.x402.Token;

/** Signs for the paying wallet. */
public interface PaymentSigner {

  Address address();

  /** Signs a transfer out of {@link #address}; one out of another wallet is refused. */
  Signature sign(Authorization authorization, Token token);
}
