package dev.stipend.treasury;

import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import org.jspecify.annotations.Nullable;

/**
 * A transfer out of the wallet, with what its nonce tells.
 *
 * @param origin absent when the nonce is not ours, or there is none
 */
public record Traced(Departure departure, @Nullable Origin origin) {

  /**
   * What is known of the spend without the books.
   *
   * @param calendars tell the windows of whatever moment the books, or else its id, name
   */
  public record Origin(Order order, Spend.Cheque cheque, CountingCalendars calendars) {}
}
