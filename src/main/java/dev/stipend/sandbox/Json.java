package dev.stipend.sandbox;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Reading and writing JSON trees; a parser's message quotes its input, so none leaves here. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  static String text(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  static Buffer buffer(JsonNode node) {
    return Buffer.buffer(bytes(node));
  }

  static Optional<JsonNode> parse(Buffer buffer) {
    return parse(buffer.getBytes());
  }

  static Optional<JsonNode> parse(byte[] bytes) {
    try {
      JsonNode node = MAPPER.readTree(bytes);
      return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  static JsonNode text(String value) {
    return StringNode.valueOf(value);
  }

  /** What JSON calls null. */
  static JsonNode missing() {
    return NullNode.getInstance();
  }

  /** The text of a string member; empty for anything else. */
  static String string(JsonNode node, String name) {
    JsonNode member = node.get(name);
    return member != null && member.isString() ? member.stringValue() : "";
  }
}
