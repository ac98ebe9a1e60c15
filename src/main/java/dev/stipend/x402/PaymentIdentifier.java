package dev.stipend.x402;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The extension by which a seller recognises one purchase that arrives twice. Where it is offered,
 * each payment names its purchase: the same one always by the same id.
 */
public final class PaymentIdentifier {

  /** The name of the challenge's extension. */
  public static final String EXTENSION = "payment-identifier";

  private PaymentIdentifier() {}

  /**
   * The extension as it came; null where it is not offered, or not in a form that has an answer.
   */
  static @Nullable ObjectNode offered(JsonNode extensions) {
    return extensions.path(EXTENSION) instanceof ObjectNode extension
            && extension.get("info") instanceof ObjectNode
        ? extension
        : null;
  }

  /**
   * The extensions of a payment: what was offered, with the purchase's id in it. Null where nothing
   * was.
   *
   * @param id 16 to 128 letters, digits, hyphens and underscores
   */
  public static @Nullable ObjectNode answer(@Nullable ObjectNode offered, String id) {
    if (offered == null) {
      return null;
    }
    ObjectNode answer = offered.deepCopy();
    ((ObjectNode) answer.get("info")).put("id", id);
    ObjectNode extensions = HeaderJson.object();
    extensions.set(EXTENSION, answer);
    return extensions;
  }
}
