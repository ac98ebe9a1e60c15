package dev.stipend.treasury;

import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import io.vertx.core.Future;

/**
 * Revokes authorizations on the chain. It costs the payer's wallet some of the chain's own coin,
 * and races with whoever cashes the authorization: one of the two comes first, and the chain tells
 * which.
 */
public interface Cancelling {

  /**
   * Sends the revocation.
   *
   * @return the transaction, which may still fail; a failed Future says in its message why there is
   *     certainly none
   */
  Future<Sending> cancel(Address payer, Bytes32 nonce);

  /** How far the revocation came. */
  sealed interface Sending {

    /** The chain has taken it. */
    record Taken(String transaction) implements Sending {}

    /** It was sent, and no answer came: the chain may have it or not. */
    record Unanswered(String transaction) implements Sending {}
  }
}
