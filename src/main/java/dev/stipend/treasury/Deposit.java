package dev.stipend.treasury;

import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;

/**
 * One transfer of the token to a wallet, as the token's own event tells it.
 *
 * @param logIndex the event's place in its block
 */
public record Deposit(
    Bytes32 transaction, long logIndex, long block, Address sender, Money amount) {

  /** The same for whoever finds the event, and however often. */
  public String id() {
    return transaction.hex() + "-" + logIndex;
  }
}
