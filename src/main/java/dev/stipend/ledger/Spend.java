package dev.stipend.ledger;

import dev.stipend.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The life of one call's money, as the books know it now.
 *
 * @param reason why it is in the state it is in, for people
 * @param cheque the signed authorization, once there is one
 * @param confirmation once its transfer was seen in a safe block; until then what is settled is
 *     provisional
 */
public record Spend(
    Order order,
    Money amount,
    SpendState state,
    Instant reservedAt,
    @Nullable Instant endedAt,
    @Nullable String reason,
    @Nullable Cheque cheque,
    @Nullable String transaction,
    @Nullable Confirmation confirmation) {

  /** Of which the chain has said nothing yet. */
  public Spend(
      Order order,
      Money amount,
      SpendState state,
      Instant reservedAt,
      @Nullable Instant endedAt,
      @Nullable String reason,
      @Nullable Cheque cheque,
      @Nullable String transaction) {
    this(order, amount, state, reservedAt, endedAt, reason, cheque, transaction, null);
  }

  public SpendId id() {
    return order.id();
  }

  /**
   * A signed authorization as it was written down before it was sent: whoever holds it may cash it
   * until {@code validBefore}. The signature itself is not part of it.
   *
   * @param authorizedAt seconds since the epoch, from where the chain is searched
   */
  public record Cheque(
      String network,
      String asset,
      String payer,
      String payee,
      String nonce,
      long validBefore,
      long authorizedAt) {}

  /** Where the chain has the transfer, and when it was seen there. */
  public record Confirmation(long block, Instant at) {}
}
