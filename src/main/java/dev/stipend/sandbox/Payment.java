package dev.stipend.sandbox;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a payment header carries: the chosen offer, the authorization and its signature.
 *
 * @param identifier the payer's name for the purchase; empty where it gave none
 */
record Payment(
    JsonNode accepted, Authorization authorization, String signature, String identifier) {

  static final String IDENTIFIER = "payment-identifier";

  private static final Pattern IDENTIFIER_FORM = Pattern.compile("[A-Za-z0-9_-]{16,128}");

  private static final Pattern UINT = Pattern.compile("[0-9]{1,78}");
  private static final int UINT_BITS = 256;

  /** Empty when the header is not a payment of protocol version 2. */
  static Optional<Payment> decode(String header) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(header.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Json.parse(bytes).flatMap(Payment::read);
  }

  private static Optional<Payment> read(JsonNode root) {
    JsonNode fields = root.path("payload").path("authorization");
    JsonNode accepted = root.path("accepted");
    String signature = Json.string(root.path("payload"), "signature");
    boolean wellFormed =
        root.path("x402Version").isInt()
            && root.path("x402Version").intValue() == 2
            && accepted.isObject()
            && !signature.isEmpty()
            && Usdc.isAddress(Json.string(fields, "from"))
            && Usdc.isAddress(Json.string(fields, "to"))
            && Usdc.isNonce(Json.string(fields, "nonce"))
            && isUint(fields, "value")
            && isUint(fields, "validAfter")
            && isUint(fields, "validBefore");
    if (!wellFormed) {
      return Optional.empty();
    }
    Authorization authorization =
        new Authorization(
            Json.string(fields, "from"),
            Json.string(fields, "to"),
            uint(fields, "value"),
            uint(fields, "validAfter"),
            uint(fields, "validBefore"),
            Json.string(fields, "nonce"));
    return Optional.of(new Payment(accepted, authorization, signature, identifier(root)));
  }

  private static String identifier(JsonNode root) {
    return Json.string(root.path("extensions").path(IDENTIFIER).path("info"), "id");
  }

  static boolean isIdentifier(String text) {
    return IDENTIFIER_FORM.matcher(text).matches();
  }

  private static boolean isUint(JsonNode node, String name) {
    String text = Json.string(node, name);
    return UINT.matcher(text).matches() && new BigInteger(text).bitLength() <= UINT_BITS;
  }

  private static BigInteger uint(JsonNode node, String name) {
    return new BigInteger(Json.string(node, name));
  }

  /** A signature is as good as money until it expires. */
  @Override
  public String toString() {
    return "Payment";
  }
}
