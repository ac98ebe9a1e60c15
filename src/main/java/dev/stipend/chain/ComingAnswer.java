package dev.stipend.chain;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer that is read while it comes. Of the objects in its lists only those stay that are
 * wanted: the others, of which anybody may make as many as a block can hold, take no room. Nor does
 * a large answer hold up the event loop, since no more than a piece is read at once.
 */
final class ComingAnswer {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser =
      FACTORY.createNonBlockingByteArrayParser(ObjectReadContext.empty());
  private final Deque<JsonNode> open = new ArrayDeque<>();
  private final Predicate<JsonNode> wanted;
  private final int bytesMax;
  private int bytes;
  private @Nullable JsonNode whole;

  ComingAnswer(int bytesMax, Predicate<JsonNode> wanted) {
    this.bytesMax = bytesMax;
    this.wanted = wanted;
  }

  /** Takes the next piece, and throws when that is too much or no JSON. */
  void take(Buffer piece) {
    bytes += piece.length();
    if (bytes > bytesMax) {
      throw new RefusedException("more than " + bytesMax / (1024 * 1024) + " MB");
    }
    try {
      feeder().feedInput(piece.getBytes(), 0, piece.length());
      readOn();
    } catch (JacksonException notJson) {
      throw noJson();
    }
  }

  /** The whole of it, after the last piece. */
  JsonNode end() {
    try {
      feeder().endOfInput();
      readOn();
    } catch (JacksonException notJson) {
      throw noJson();
    }
    if (whole == null || !open.isEmpty()) {
      throw noJson();
    }
    return whole;
  }

  private void readOn() {
    JsonToken token = parser.nextToken();
    while (token != null && token != JsonToken.NOT_AVAILABLE) {
      switch (token) {
        case START_OBJECT -> open.push(put(NODES.objectNode()));
        case START_ARRAY -> open.push(put(NODES.arrayNode()));
        case END_OBJECT -> close(open.pop());
        case END_ARRAY -> open.pop();
        case PROPERTY_NAME -> {
          // The parser tells it again with the value.
        }
        default -> put(scalar(token));
      }
      token = parser.nextToken();
    }
  }

  private JsonNode scalar(JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> NODES.stringNode(parser.getString());
      case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw noJson();
    };
  }

  private JsonNode put(JsonNode node) {
    switch (open.peek()) {
      case ObjectNode object -> object.set(parser.currentName(), node);
      case ArrayNode array -> array.add(node);
      case null, default -> {
        if (whole != null) {
          throw noJson();
        }
        whole = node;
      }
    }
    return node;
  }

  private void close(JsonNode object) {
    if (open.peek() instanceof ArrayNode list && !wanted.test(object)) {
      list.remove(list.size() - 1);
    }
  }

  private ByteArrayFeeder feeder() {
    return (ByteArrayFeeder) parser.nonBlockingInputFeeder();
  }

  private static ChainException noJson() {
    return new ChainException("no JSON");
  }
}
