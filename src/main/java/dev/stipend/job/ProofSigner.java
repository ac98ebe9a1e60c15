package dev.stipend.job;

import dev.stipend.x402.Address;
import dev.stipend.x402.Signature;
import dev.stipend.x402.SiwxInfo;
import io.vertx.core.Future;

/** Proves control of the wallet to the seller's free routes. It cannot sign payments. */
public interface ProofSigner {

  Address address();

  Future<Signature> prove(SiwxInfo info);
}
