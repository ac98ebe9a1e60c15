package dev.stipend.x402;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object in base64, the form of every header here.
 *
 * <p>A key given twice makes a message unreadable: two readers might pick different ones. Fractions
 * stay decimal, so that what is written back is what came.
 */
final class HeaderJson {

  static final int LENGTH_MAX = 64 * 1024;
  static final int DEPTH_MAX = 64;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxDocumentLength(LENGTH_MAX)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private HeaderJson() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static String encode(ObjectNode message) {
    return Base64.getEncoder().encodeToString(MAPPER.writeValueAsBytes(message));
  }

  /**
   * Decodes base64 in the standard or the URL alphabet, padded or not. What was read can be written
   * back: half a surrogate pair, which JSON can spell and UTF-8 cannot, is refused here.
   *
   * @throws UnreadableException with a reason that quotes nothing of the header
   */
  static ObjectNode decode(String header) throws UnreadableException {
    if (header.length() > LENGTH_MAX) {
      throw new UnreadableException("the header is longer than 64 KB");
    }
    JsonNode message = parse(utf8(base64(header)));
    if (message instanceof ObjectNode object) {
      return object;
    }
    throw new UnreadableException("the header is not a JSON object");
  }

  static @Nullable String text(JsonNode object, String name) {
    JsonNode value = object.get(name);
    return value != null && value.isString() ? value.stringValue() : null;
  }

  private static byte[] base64(String header) throws UnreadableException {
    boolean url = header.indexOf('-') >= 0 || header.indexOf('_') >= 0;
    try {
      return (url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(header);
    } catch (IllegalArgumentException notBase64) {
      throw new UnreadableException("the header is not base64");
    }
  }

  private static String utf8(byte[] bytes) throws UnreadableException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      throw new UnreadableException("the header is not UTF-8 text");
    }
  }

  private static JsonNode parse(String json) throws UnreadableException {
    try {
      JsonNode message = MAPPER.readTree(json);
      if (StandardCharsets.UTF_8.newEncoder().canEncode(MAPPER.writeValueAsString(message))) {
        return message;
      }
      throw new UnreadableException("the header holds half a character");
    } catch (JacksonException | NumberFormatException notJson) {
      // The latter is what an exponent beyond all numbers ends in.
      throw new UnreadableException("the header is not acceptable JSON");
    }
  }

  /** Never leaves the package: the readers answer it as a value. */
  static final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    UnreadableException(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }
}
