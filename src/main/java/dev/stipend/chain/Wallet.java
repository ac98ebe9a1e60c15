package dev.stipend.chain;

import dev.stipend.job.ProofSigner;
import dev.stipend.treasury.NonceKey;
import dev.stipend.treasury.PaymentSigner;
import java.util.Optional;

/** Signs everything for one address, wherever its key is. */
public interface Wallet extends PaymentSigner, ProofSigner {

  /** For the nonces of this wallet's payments. Empty where the wallet's key is elsewhere. */
  Optional<NonceKey> nonceKey();
}
