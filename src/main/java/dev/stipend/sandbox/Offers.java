package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the seller wants for a body, as it stands now. What a fault changed for good stays changed
 * until the faults are cleared.
 */
final class Offers {

  static final String HEADER = "PAYMENT-REQUIRED";
  static final int TIMEOUT_SECONDS = 300;

  private static final String SOLANA = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
  private static final String SOLANA_USDC = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
  private static final String SOLANA_PAYEE = "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse";
  private static final String SOLANA_FEE_PAYER = "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu";

  private final String origin;
  private final String payee;
  private final Map<String, Long> changedPrices = new HashMap<>();
  private boolean timeoutMayMiss;
  private boolean identifiersWanted;

  Offers(String origin, String payee, Faults faults) {
    this.origin = origin;
    this.payee = payee;
    faults.onClear(this::reset);
  }

  private synchronized void reset() {
    changedPrices.clear();
    timeoutMayMiss = false;
    identifiersWanted = false;
  }

  String payee() {
    return payee;
  }

  synchronized void changePrice(Product product, long micros) {
    changedPrices.put(product.id(), micros);
  }

  /** From a quote without a time-out on, a payment may come without one, too. */
  synchronized void allowMissingTimeout() {
    timeoutMayMiss = true;
  }

  synchronized void wantIdentifiers() {
    identifiersWanted = true;
  }

  /** Whether the payment names its purchase, where it must. */
  synchronized boolean isNamedAsWanted(Payment payment) {
    return !identifiersWanted || Payment.isIdentifier(payment.identifier());
  }

  /** The price now; the maximum when the body cannot be priced. */
  synchronized long priceMicros(Product product, OrderForm form) {
    return switch (form) {
      case OrderForm.Valid(ObjectNode input) ->
          changedPrices.getOrDefault(product.id(), product.priceMicros(input));
      case OrderForm.NotJson() -> product.maximumMicros();
      case OrderForm.Invalid(ArrayNode issues) -> product.maximumMicros();
    };
  }

  /** The whole challenge, before any fault. */
  ObjectNode challenge(Product product, long micros) {
    ObjectNode root = Json.object();
    root.put("x402Version", 2);
    ObjectNode resource = root.putObject("resource");
    resource.put("url", origin + product.path());
    resource.put("method", "POST");
    resource.put("description", product.title());
    resource.put("mimeType", "application/json");
    resource.putArray("tags").add("Generate");
    resource.put("serviceName", "StableStudio");
    root.putArray("accepts").add(base(micros)).add(solana(micros));
    root.putObject("extensions").set("bazaar", Discovery.bazaar(product));
    return root;
  }

  /** What the first version of the protocol said, in a body. */
  ObjectNode versionOne(Product product, long micros) {
    ObjectNode offer = Json.object();
    offer.put("scheme", "exact");
    offer.put("network", "base");
    offer.put("maxAmountRequired", Long.toString(micros));
    offer.put("resource", origin + product.path());
    offer.put("description", product.title());
    offer.put("mimeType", "application/json");
    offer.put("payTo", payee);
    offer.put("maxTimeoutSeconds", TIMEOUT_SECONDS);
    offer.put("asset", Usdc.CONTRACT);
    offer.putObject("extra").put("name", Usdc.NAME).put("version", Usdc.VERSION);
    ObjectNode root = Json.object();
    root.put("x402Version", 1);
    root.put("error", "X-PAYMENT header is required");
    root.putArray("accepts").add(offer);
    return root;
  }

  ObjectNode base(long micros) {
    ObjectNode offer = Json.object();
    offer.put("scheme", "exact");
    offer.put("network", Usdc.NETWORK);
    offer.put("amount", Long.toString(micros));
    offer.put("asset", Usdc.CONTRACT);
    offer.put("payTo", payee);
    offer.put("maxTimeoutSeconds", TIMEOUT_SECONDS);
    offer.putObject("extra").put("name", Usdc.NAME).put("version", Usdc.VERSION);
    return offer;
  }

  private static ObjectNode solana(long micros) {
    ObjectNode offer = Json.object();
    offer.put("scheme", "exact");
    offer.put("network", SOLANA);
    offer.put("amount", Long.toString(micros));
    offer.put("asset", SOLANA_USDC);
    offer.put("payTo", SOLANA_PAYEE);
    offer.put("maxTimeoutSeconds", TIMEOUT_SECONDS);
    offer.putObject("extra").put("feePayer", SOLANA_FEE_PAYER);
    return offer;
  }

  /** Whether the payer's copy of the offer equals what the seller would offer now. */
  synchronized boolean agrees(JsonNode accepted, long micros) {
    ObjectNode own = base(micros);
    for (String name : new String[] {"scheme", "network", "amount", "asset", "payTo"}) {
      if (!own.get(name).equals(accepted.get(name))) {
        return false;
      }
    }
    JsonNode timeout = accepted.get("maxTimeoutSeconds");
    boolean timeoutAgrees =
        timeout == null ? timeoutMayMiss : timeout.isInt() && timeout.intValue() == TIMEOUT_SECONDS;
    return timeoutAgrees && extraAgrees(own.path("extra"), accepted.get("extra"));
  }

  private static boolean extraAgrees(JsonNode own, @Nullable JsonNode extra) {
    if (extra == null) {
      return true;
    }
    return extra.isObject()
        && own.propertyStream()
            .allMatch(
                member ->
                    !extra.has(member.getKey())
                        || member.getValue().equals(extra.get(member.getKey())));
  }

  /** A 402 that asks for money. */
  Answer quote(Product product, long micros) {
    return asAnswer(challenge(product, micros));
  }

  /** A 402 to a payment that was not accepted, with a fresh offer. */
  Answer refusal(Product product, long micros, String reason) {
    ObjectNode challenge = challenge(product, micros);
    challenge.put("error", reason);
    ObjectNode body = Json.object();
    body.put("error", "Payment rejected (" + reason + "). Request a new quote and pay that.");
    body.put("reason", reason);
    return asAnswer(challenge).withBody(Json.buffer(body));
  }

  static Answer asAnswer(ObjectNode challenge) {
    return Answer.json(402, Json.object()).with(HEADER, encode(challenge));
  }

  static String encode(JsonNode node) {
    return Base64.getEncoder().encodeToString(Json.bytes(node));
  }

  /** In another base64 than the usual one. */
  static String encode(JsonNode node, String form) {
    Base64.Encoder encoder = form.startsWith("url") ? Base64.getUrlEncoder() : Base64.getEncoder();
    return (form.endsWith("unpadded") ? encoder.withoutPadding() : encoder)
        .encodeToString(Json.bytes(node));
  }

  /** A number given as a parameter, or else twice the price. */
  static long changedAmount(Armed armed, long price) {
    return armed.number("amount", Math.multiplyExact(price, 2));
  }

  static String garbage() {
    return new String(new byte[] {'%', '%', '%', '~', '{'}, StandardCharsets.US_ASCII);
  }
}
