package dev.stipend.treasury;

import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * One transfer of the token out of a wallet, as the token's own events tell it.
 *
 * @param logIndex the event's place in its block
 * @param nonce of the authorization that moved it; absent when the wallet itself sent it
 */
public record Departure(
    Bytes32 transaction,
    long logIndex,
    long block,
    Address from,
    Address to,
    Money amount,
    @Nullable Bytes32 nonce) {

  /** The same for whoever finds the event, and however often. */
  public String id() {
    return transaction.hex() + "-" + logIndex;
  }
}
