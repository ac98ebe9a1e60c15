package dev.stipend.x402;

/** How the reading of a {@code PAYMENT-RESPONSE} header ended. */
public sealed interface ReceiptReading {

  record Absent() implements ReceiptReading {}

  record Read(Receipt receipt) implements ReceiptReading {}

  /**
   * There is a header and it cannot be read.
   *
   * @param reason in words of this program; nothing of the header's content
   */
  record Unreadable(String reason) implements ReceiptReading {}
}
