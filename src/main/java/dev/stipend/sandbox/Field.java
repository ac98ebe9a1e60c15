package dev.stipend.sandbox;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One parameter of a product.
 *
 * @param values of a choice, the default first
 * @param tells whether the discovery document names that default
 * @param bounds of a number, a length or a list; absent: there are none
 */
record Field(
    String name,
    Kind kind,
    boolean required,
    List<String> values,
    boolean tells,
    @Nullable Bounds bounds) {

  private static final String NOTHING = "none";

  enum Kind {
    TEXT,
    CHOICE,
    INT,
    FLAG,
    LINK,
    LINKS,
    WORDS
  }

  /** Both belong to what is allowed. */
  record Bounds(long min, long max) {

    boolean hold(long number) {
      return number >= min && number <= max;
    }
  }

  /** What is wrong with this parameter in a body, as the seller's validator words it. */
  Optional<ObjectNode> issue(JsonNode body) {
    JsonNode value = body.get(name);
    if (value == null) {
      return required ? Optional.of(issue("invalid_type", "Required")) : Optional.empty();
    }
    return switch (kind) {
      case TEXT -> text(value);
      case CHOICE -> choice(value);
      case INT -> whole(value);
      case FLAG ->
          value.isBoolean()
              ? Optional.empty()
              : Optional.of(issue("invalid_type", "Invalid input: expected boolean"));
      case LINK -> link(value);
      case LINKS, WORDS -> list(value);
    };
  }

  private Optional<ObjectNode> text(JsonNode value) {
    if (!value.isString()) {
      return Optional.of(issue("invalid_type", "Invalid input: expected string"));
    }
    if (required && value.stringValue().isEmpty()) {
      return Optional.of(issue("too_small", "Too small: expected at least 1 character"));
    }
    return bounds == null || bounds.hold(value.stringValue().length())
        ? Optional.empty()
        : Optional.of(issue("too_big", "Too big: expected at most " + bounds.max()));
  }

  private Optional<ObjectNode> whole(JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      return Optional.of(issue("invalid_type", "Invalid input: expected int"));
    }
    return bounds == null || bounds.hold(value.longValue())
        ? Optional.empty()
        : Optional.of(issue("out_of_range", "Expected " + bounds.min() + " to " + bounds.max()));
  }

  private Optional<ObjectNode> choice(JsonNode value) {
    if (value.isString() && choices().contains(value.stringValue())) {
      return Optional.empty();
    }
    return Optional.of(
        issue("invalid_value", "Invalid option: expected one of " + String.join("|", choices())));
  }

  private Optional<ObjectNode> link(JsonNode value) {
    return isLink(value) ? Optional.empty() : Optional.of(issue("invalid_format", "Invalid URL"));
  }

  private Optional<ObjectNode> list(JsonNode value) {
    if (!value.isArray()) {
      return Optional.of(issue("invalid_type", "Invalid input: expected array"));
    }
    if (bounds != null && !bounds.hold(value.size())) {
      String code = value.size() < bounds.min() ? "too_small" : "too_big";
      return Optional.of(
          issue(code, "Expected " + bounds.min() + " to " + bounds.max() + " items"));
    }
    for (JsonNode item : value) {
      if (kind == Kind.LINKS ? !isLink(item) : !item.isString()) {
        return Optional.of(issue("invalid_format", "Invalid item"));
      }
    }
    return Optional.empty();
  }

  /** A choice that may be left out altogether has a first value that nobody can send. */
  private List<String> choices() {
    return values.stream().filter(value -> !value.equals(NOTHING) || tells).toList();
  }

  private static boolean isLink(JsonNode value) {
    if (!value.isString()) {
      return false;
    }
    try {
      URI uri = new URI(value.stringValue());
      return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private ObjectNode issue(String code, String message) {
    ObjectNode issue = Json.object();
    issue.put("code", code);
    issue.putArray("path").add(name);
    issue.put("message", message);
    return issue;
  }

  /** As JSON Schema. */
  ObjectNode schema() {
    ObjectNode schema = Json.object();
    switch (kind) {
      case TEXT -> {
        schema.put("type", "string");
        if (required) {
          schema.put("minLength", 1);
        }
        if (bounds != null) {
          schema.put("maxLength", bounds.max());
        }
      }
      case CHOICE -> {
        schema.put("type", "string");
        choices().forEach(schema.putArray("enum")::add);
        if (tells) {
          schema.put("default", values.getFirst());
        }
      }
      case INT -> {
        schema.put("type", "integer");
        if (bounds != null) {
          schema.put("minimum", bounds.min()).put("maximum", bounds.max());
        }
      }
      case FLAG -> schema.put("type", "boolean");
      case LINK -> schema.put("type", "string").put("format", "uri");
      case LINKS, WORDS -> {
        schema.put("type", "array");
        if (bounds != null) {
          schema.put("minItems", bounds.min()).put("maxItems", bounds.max());
        }
        ObjectNode item = schema.putObject("items").put("type", "string");
        if (kind == Kind.LINKS) {
          item.put("format", "uri");
        }
      }
    }
    return schema;
  }
}
