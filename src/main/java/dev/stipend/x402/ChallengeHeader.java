package dev.stipend.x402;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code PAYMENT-REQUIRED} header. Never throws: a seller may send anything. */
public final class ChallengeHeader {

  public static final String NAME = "PAYMENT-REQUIRED";

  private static final int VERSION = 2;

  private ChallengeHeader() {}

  /**
   * Reads the header's value, null when the answer has none. An entry of {@code accepts} that does
   * not look like an offer is left out; the others stay.
   */
  public static ChallengeReading read(@Nullable String headerValue) {
    if (headerValue == null) {
      return new ChallengeReading.Unreadable("there is no " + NAME + " header");
    }
    try {
      return read(HeaderJson.decode(headerValue));
    } catch (HeaderJson.UnreadableException e) {
      return new ChallengeReading.Unreadable(e.reason());
    }
  }

  /**
   * Reads the body of a 402 that has no header. The protocol's first version asked for money in the
   * body: it is recognised, so that it can be named, but nothing more of it is read.
   */
  public static ChallengeReading readBody(JsonNode body) {
    JsonNode version = body.path("x402Version");
    return isInt(version) && version.intValue() != VERSION
        ? new ChallengeReading.Read(Challenge.ofVersion(version.intValue()))
        : read((String) null);
  }

  private static ChallengeReading read(ObjectNode message) {
    JsonNode version = message.path("x402Version");
    if (!isInt(version)) {
      return new ChallengeReading.Unreadable("the header has no x402Version");
    }
    if (version.intValue() != VERSION) {
      return new ChallengeReading.Read(Challenge.ofVersion(version.intValue()));
    }
    JsonNode resource = message.path("resource");
    JsonNode extensions = message.path("extensions");
    return new ChallengeReading.Read(
        new Challenge(
            VERSION,
            url(resource),
            offers(message.path("accepts")),
            resource instanceof ObjectNode object ? object : null,
            required(extensions),
            PaymentIdentifier.offered(extensions),
            SiwxHeader.info(extensions.path(SiwxHeader.EXTENSION)).orElse(null)));
  }

  /** Empty, which is nobody's address, where there is something else than a text. */
  private static @Nullable String url(JsonNode resource) {
    JsonNode url = resource.isObject() ? resource.path("url") : resource;
    return isAbsent(url) ? null : url.isString() ? url.stringValue() : "";
  }

  private static List<Offer> offers(JsonNode accepts) {
    List<Offer> offers = new ArrayList<>();
    if (accepts.isArray()) {
      for (JsonNode entry : accepts) {
        Offer offer = entry instanceof ObjectNode object ? offer(object) : null;
        if (offer != null) {
          offers.add(offer);
        }
      }
    }
    return offers;
  }

  private static @Nullable Offer offer(ObjectNode entry) {
    String scheme = HeaderJson.text(entry, "scheme");
    String network = HeaderJson.text(entry, "network");
    String amount = HeaderJson.text(entry, "amount");
    String asset = HeaderJson.text(entry, "asset");
    String payTo = HeaderJson.text(entry, "payTo");
    JsonNode extra = entry.path("extra");
    if (scheme == null || network == null || amount == null || asset == null || payTo == null) {
      return null;
    }
    if (!hasShapeOfExtra(extra)) {
      return null;
    }
    return new Offer(
        scheme,
        network,
        amount,
        asset,
        payTo,
        wholeNumber(entry.path("maxTimeoutSeconds")),
        new Offer.Extra(
            HeaderJson.text(extra, "name"),
            HeaderJson.text(extra, "version"),
            HeaderJson.text(extra, "assetTransferMethod")),
        entry);
  }

  /** What is absent may be filled in from elsewhere; what is there but no text must not be. */
  private static boolean hasShapeOfExtra(JsonNode extra) {
    return isAbsent(extra)
        || (extra.isObject()
            && isAbsentOrText(extra.path("name"))
            && isAbsentOrText(extra.path("version"))
            && isAbsentOrText(extra.path("assetTransferMethod")));
  }

  private static boolean isAbsentOrText(JsonNode value) {
    return isAbsent(value) || value.isString();
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static @Nullable Long wholeNumber(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : null;
  }

  private static Set<String> required(JsonNode extensions) {
    return extensions.properties().stream()
        .filter(extension -> isTrue(extension.getValue().path("info").path("required")))
        .map(extension -> extension.getKey())
        .filter(name -> !name.equals(PaymentIdentifier.EXTENSION))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isInt(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToInt();
  }

  private static boolean isTrue(JsonNode value) {
    return value.isBoolean() && value.booleanValue();
  }
}
