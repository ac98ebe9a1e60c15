package dev.stipend.sandbox;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One parameter of a product.
 *
 * @param values of a choice, the default first
 * @param itemsMax of a list of links
 */
record Field(String name, Kind kind, boolean required, List<String> values, int itemsMax) {

  enum Kind {
    TEXT,
    CHOICE,
    LINK,
    LINKS,
    COUNT
  }

  static Field choice(String name, String... values) {
    return new Field(name, Kind.CHOICE, false, List.of(values), 0);
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
      case LINK -> link(value);
      case LINKS -> links(value);
      case COUNT -> count(value);
    };
  }

  private Optional<ObjectNode> text(JsonNode value) {
    if (!value.isString()) {
      return Optional.of(issue("invalid_type", "Invalid input: expected string"));
    }
    if (required && value.stringValue().isEmpty()) {
      return Optional.of(issue("too_small", "Too small: expected at least 1 character"));
    }
    return Optional.empty();
  }

  private Optional<ObjectNode> choice(JsonNode value) {
    if (value.isString() && values.contains(value.stringValue())) {
      return Optional.empty();
    }
    return Optional.of(
        issue("invalid_value", "Invalid option: expected one of " + String.join("|", values)));
  }

  private Optional<ObjectNode> link(JsonNode value) {
    return isLink(value) ? Optional.empty() : Optional.of(issue("invalid_format", "Invalid URL"));
  }

  private Optional<ObjectNode> links(JsonNode value) {
    if (!value.isArray()) {
      return Optional.of(issue("invalid_type", "Invalid input: expected array"));
    }
    if (value.isEmpty() || value.size() > itemsMax) {
      return Optional.of(
          issue(value.isEmpty() ? "too_small" : "too_big", "Expected 1 to " + itemsMax + " items"));
    }
    for (JsonNode item : value) {
      if (!isLink(item)) {
        return Optional.of(issue("invalid_format", "Invalid URL"));
      }
    }
    return Optional.empty();
  }

  private Optional<ObjectNode> count(JsonNode value) {
    return value.isInt() && value.intValue() >= 0
        ? Optional.empty()
        : Optional.of(issue("invalid_type", "Invalid input: expected int"));
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
      }
      case CHOICE -> {
        schema.put("type", "string");
        values.forEach(schema.putArray("enum")::add);
        if (!required) {
          schema.put("default", values.getFirst());
        }
      }
      case LINK -> schema.put("type", "string").put("format", "uri");
      case COUNT -> schema.put("type", "integer").put("minimum", 0);
      case LINKS -> {
        schema.put("type", "array").put("minItems", 1).put("maxItems", itemsMax);
        schema.putObject("items").put("type", "string").put("format", "uri");
      }
    }
    return schema;
  }
}
