package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The groups quote and drift: what an unpaid request can be told instead of the truth. */
final class QuoteFaults {

  private static final String OTHER_PAYEE = "0x00000000000000000000000000000000deadbeef";
  private static final String OTHER_TOKEN = "0x036cbd53842c5426634e7929541ec2318f3dcf7e";
  private static final long LARGE_BYTES = 6_500;

  private final Faults faults;
  private final Offers offers;

  QuoteFaults(Faults faults, Offers offers) {
    this.faults = faults;
    this.offers = offers;
  }

  Answer quote(Product product, long micros) {
    long amount = faults.fires(Fault.QUOTE_MAXIMUM) ? product.maximumMicros() : micros;
    ObjectNode challenge = offers.challenge(product, amount);
    changeOffers(challenge);
    changeChallenge(challenge);
    Answer answer = Offers.asAnswer(challenge);
    if (faults.fires(Fault.QUOTE_EMPTY_BODY)) {
      answer = answer.withBody(Buffer.buffer());
    }
    if (faults.fires(Fault.QUOTE_WITH_MPP)) {
      answer = answer.with("WWW-Authenticate", otherProtocol(amount));
    }
    Optional<Armed> encoding = faults.take(Fault.QUOTE_ENCODING);
    if (encoding.isPresent()) {
      String form = encoding.get().text("form", "url-unpadded");
      answer = answer.with(Offers.HEADER, Offers.encode(challenge, form));
    }
    if (faults.fires(Fault.VERSION_ONE_BODY)) {
      answer =
          answer.without(Offers.HEADER).withBody(Json.buffer(offers.versionOne(product, amount)));
    }
    if (faults.fires(Fault.GARBAGE_QUOTE)) {
      answer = answer.with(Offers.HEADER, Offers.garbage());
    }
    if (faults.fires(Fault.MISSING_QUOTE)) {
      answer = answer.without(Offers.HEADER);
    }
    return answer;
  }

  private void changeOffers(ObjectNode challenge) {
    ArrayNode accepts = (ArrayNode) challenge.get("accepts");
    if (faults.fires(Fault.QUOTE_BASE_ONLY)) {
      accepts.remove(1);
    }
    each(accepts, Fault.QUOTE_WITHOUT_EXTRA, (offer, armed) -> offer.remove("extra"));
    if (each(
        accepts,
        Fault.QUOTE_WITHOUT_TIMEOUT,
        (offer, armed) -> offer.remove("maxTimeoutSeconds"))) {
      offers.allowMissingTimeout();
    }
    each(accepts, Fault.QUOTE_AMOUNT, (offer, armed) -> amount(offer, armed));
    each(accepts, Fault.AMOUNT_ZERO, (offer, armed) -> offer.put("amount", "0"));
    each(accepts, Fault.AMOUNT_NEGATIVE, (offer, armed) -> offer.put("amount", "-1"));
    each(accepts, Fault.AMOUNT_FRACTION, (offer, armed) -> offer.put("amount", "1.5"));
    each(accepts, Fault.AMOUNT_HUGE, (offer, armed) -> offer.put("amount", "9".repeat(40)));
    onBase(accepts, Fault.PAYEE_CHANGE, "payTo", OTHER_PAYEE);
    onBase(accepts, Fault.OTHER_ASSET, "asset", OTHER_TOKEN);
    onBase(accepts, Fault.OTHER_CHAIN, "network", "eip155:84532");
    faults
        .take(Fault.OTHER_DOMAIN)
        .ifPresent(
            armed ->
                ((ObjectNode) accepts.get(0))
                    .putObject("extra")
                    .put("name", armed.text("name", "USDC"))
                    .put("version", Usdc.VERSION));
    if (faults.fires(Fault.QUOTE_UNKNOWN_SCHEME_FIRST)) {
      ObjectNode unknown = (ObjectNode) accepts.get(0).deepCopy();
      unknown.put("scheme", "upto");
      accepts.insert(0, unknown);
    }
  }

  private void changeChallenge(ObjectNode challenge) {
    if (faults.fires(Fault.QUOTE_WITHOUT_BAZAAR)) {
      challenge.remove("extensions");
    }
    faults
        .take(Fault.QUOTE_EXTENSION)
        .ifPresent(
            armed ->
                extension(challenge, "sandbox-novelty")
                    .put("required", armed.text("required", "false").equals("true")));
    if (faults.fires(Fault.QUOTE_PAYMENT_IDENTIFIER)) {
      extension(challenge, Payment.IDENTIFIER).put("required", true);
      offers.wantIdentifiers();
    }
    if (faults.fires(Fault.VERSION_ONE)) {
      challenge.put("x402Version", 1);
    }
    faults
        .take(Fault.FOREIGN_RESOURCE)
        .ifPresent(
            armed ->
                ((ObjectNode) challenge.get("resource"))
                    .put("url", armed.text("url", "https://example.com/api/generate")));
    faults
        .take(Fault.QUOTE_LARGE_HEADER)
        .ifPresent(
            armed ->
                challenge
                    .withObject("extensions")
                    .putObject("padding")
                    .put("text", "x".repeat((int) armed.number("bytes", LARGE_BYTES))));
  }

  private static ObjectNode extension(ObjectNode challenge, String name) {
    return challenge.withObject("extensions").putObject(name).putObject("info");
  }

  private boolean each(ArrayNode accepts, Fault fault, BiConsumer<ObjectNode, Armed> change) {
    Optional<Armed> armed = faults.take(fault);
    armed.ifPresent(
        how -> {
          for (JsonNode offer : accepts) {
            change.accept((ObjectNode) offer, how);
          }
        });
    return armed.isPresent();
  }

  private void onBase(ArrayNode accepts, Fault fault, String name, String otherwise) {
    faults
        .take(fault)
        .ifPresent(armed -> ((ObjectNode) accepts.get(0)).put(name, armed.text(name, otherwise)));
  }

  private static void amount(ObjectNode offer, Armed armed) {
    offer.put("amount", armed.text("amount", "99000000"));
  }

  private static String otherProtocol(long micros) {
    ObjectNode request = Json.object();
    request.put("amount", Long.toString(micros));
    request.put("currency", "0x20c0000000000000000000000000000000000001");
    return "Payment id=\"sandbox\", realm=\"sandbox\", method=\"tempo\", intent=\"charge\","
        + " request=\""
        + Offers.encode(request)
        + "\"";
  }
}
