package dev.stipend.chain;

import dev.stipend.x402.Address;
import dev.stipend.x402.CancelAuthorization;
import dev.stipend.x402.Signature;
import dev.stipend.x402.Token;
import io.vertx.core.Future;
import org.web3j.crypto.RawTransaction;

/** A wallet that can act on the chain by itself, and pays the chain's own coin for that. */
interface CoinWallet {

  Address address();

  Future<Signature> sign(CancelAuthorization cancellation, Token token);

  /** The bytes to be sent. */
  Future<byte[]> sign(RawTransaction transaction);
}
