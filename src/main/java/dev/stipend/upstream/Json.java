package dev.stipend.upstream;

import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Lenient reading of the seller's bodies: what is not there or not of its type is absent. */
final class Json {

  static final int WORDS_CHARS_MAX = 500;

  private static final int DEPTH_MAX = 64;

  private static final JsonMapper MAPPER =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
              .build());

  private Json() {}

  /** A missing node when there is no body or no JSON in it. */
  static JsonNode read(@Nullable Buffer body) {
    if (body == null) {
      return MissingNode.getInstance();
    }
    try {
      return MAPPER.readTree(body.getBytes());
    } catch (JacksonException notJson) {
      return MissingNode.getInstance();
    }
  }

  static @Nullable String text(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isString() && !value.stringValue().isEmpty() ? value.stringValue() : null;
  }

  /** Somebody else's words, on one line and not too many. */
  static @Nullable String words(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    if (line.isEmpty()) {
      return null;
    }
    return line.length() <= WORDS_CHARS_MAX ? line : line.substring(0, WORDS_CHARS_MAX);
  }

  /** An absolute web address, or null. */
  static @Nullable URI url(JsonNode object, String name) {
    String text = text(object, name);
    if (text == null) {
      return null;
    }
    try {
      URI url = new URI(text);
      boolean isWeb = "https".equalsIgnoreCase(url.getScheme()) || "http".equals(url.getScheme());
      return isWeb && url.getHost() != null ? url : null;
    } catch (URISyntaxException notAnUrl) {
      return null;
    }
  }
}
