package dev.stipend.x402;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The {@code PAYMENT-SIGNATURE} header: a bearer value that belongs into no log. */
public final class PaymentHeader {

  public static final String NAME = "PAYMENT-SIGNATURE";

  private PaymentHeader() {}

  /**
   * Writes the header's value. The offer goes back exactly as it came.
   *
   * @param extensions only those that want an answer: without the others the header stays near one
   *     kilobyte
   */
  public static String write(
      SignedAuthorization signed,
      Offer accepted,
      @Nullable ObjectNode resource,
      @Nullable ObjectNode extensions) {
    ObjectNode message = HeaderJson.object();
    message.put("x402Version", 2);
    ObjectNode payload = message.putObject("payload");
    write(signed.authorization(), payload.putObject("authorization"));
    payload.put("signature", signed.signature().hex());
    if (resource != null) {
      message.set("resource", resource);
    }
    message.set("accepted", accepted.source());
    if (extensions != null) {
      message.set("extensions", extensions);
    }
    return HeaderJson.encode(message);
  }

  private static void write(Authorization authorization, ObjectNode into) {
    into.put("from", authorization.from().checksummed());
    into.put("to", authorization.to().checksummed());
    into.put("value", authorization.value().toMicros());
    into.put("validAfter", Long.toString(authorization.validAfter()));
    into.put("validBefore", Long.toString(authorization.validBefore()));
    into.put("nonce", authorization.nonce().hex());
  }
}
