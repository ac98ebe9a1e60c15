package dev.stipend.x402;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code PAYMENT-RESPONSE} header. Never throws: a seller may send anything. */
public final class ReceiptHeader {

  public static final String NAME = "PAYMENT-RESPONSE";

  private ReceiptHeader() {}

  /** Reads the header's value, null when the answer has none. */
  public static ReceiptReading read(@Nullable String headerValue) {
    if (headerValue == null) {
      return new ReceiptReading.Absent();
    }
    try {
      return read(HeaderJson.decode(headerValue));
    } catch (HeaderJson.UnreadableException e) {
      return new ReceiptReading.Unreadable(e.reason());
    }
  }

  private static ReceiptReading read(ObjectNode message) {
    JsonNode success = message.path("success");
    if (!success.isBoolean()) {
      return new ReceiptReading.Unreadable("the receipt does not say whether it succeeded");
    }
    return new ReceiptReading.Read(
        new Receipt(
            success.booleanValue(),
            filled(message, "payer"),
            filled(message, "transaction"),
            filled(message, "network"),
            filled(message, "errorReason")));
  }

  private static @Nullable String filled(ObjectNode message, String name) {
    String text = HeaderJson.text(message, name);
    return text == null || text.isEmpty() ? null : text;
  }
}
