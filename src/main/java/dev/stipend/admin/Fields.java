package dev.stipend.admin;

import dev.stipend.catalog.NearestName;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a body, read one by one; everything wrong with them is told at once. A field that
 * nobody reads is an error too: what is accepted is never ignored.
 */
final class Fields {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode body;
  private final List<String> known = new ArrayList<>();
  private final List<Map<String, String>> errors = new ArrayList<>();

  private Fields(ObjectNode body) {
    this.body = body;
  }

  static Fields of(byte[] json) {
    try {
      if (JSON.readTree(json) instanceof ObjectNode object) {
        return new Fields(object);
      }
    } catch (JacksonException e) {
      var location = e.getLocation();
      throw new ProblemException(
          Problem.of(
              ProblemCode.INVALID_JSON,
              "The body is not JSON, at line %d, column %d."
                  .formatted(location.getLineNr(), location.getColumnNr())));
    }
    throw new ProblemException(Problem.of(ProblemCode.INVALID_JSON, "The body is no JSON object."));
  }

  /** A text that must be there; what it is turned into may refuse it with a reason. */
  <T> Optional<T> required(String name, String example, Function<String, T> read) {
    Optional<T> value = optional(name, example, read);
    boolean absent = body.get(name) == null || body.get(name).isNull();
    if (absent) {
      error(name, "is missing", "Send it, for example \"" + example + "\".");
    }
    return value;
  }

  <T> Optional<T> optional(String name, String example, Function<String, T> read) {
    known.add(name);
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    String wayOut = "Send for example \"" + example + "\".";
    if (!value.isString()) {
      error(name, "must be a string in quotes", wayOut);
      return Optional.empty();
    }
    try {
      return Optional.of(read.apply(value.asString()));
    } catch (RuntimeException e) {
      error(name, reason(e), wayOut);
      return Optional.empty();
    }
  }

  /** A list; empty where there is none. */
  <T> List<T> list(String name, String example, Function<JsonNode, T> read) {
    known.add(name);
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return List.of();
    }
    String wayOut = "Send for example " + example + ".";
    if (!value.isArray()) {
      error(name, "must be a list", wayOut);
      return List.of();
    }
    try {
      return value.valueStream().map(read).toList();
    } catch (RuntimeException e) {
      error(name, reason(e), wayOut);
      return List.of();
    }
  }

  boolean has(String name) {
    return body.hasNonNull(name);
  }

  Optional<Boolean> flag(String name) {
    known.add(name);
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      error(name, "must be true or false", "Send true or false without quotes, or leave it out.");
      return Optional.empty();
    }
    return Optional.of(value.booleanValue());
  }

  Optional<Integer> count(String name, int min, int max) {
    known.add(name);
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < min
        || value.intValue() > max) {
      String wayOut = "Send for example " + min + ", or leave it out.";
      error(name, "must be a whole number from " + min + " to " + max, wayOut);
      return Optional.empty();
    }
    return Optional.of(value.intValue());
  }

  /** A relation between fields that does not hold. */
  void error(String field, String reason, String help) {
    Map<String, String> error = new LinkedHashMap<>();
    error.put("field", field);
    error.put("reason", reason);
    error.put("help", help);
    errors.add(error);
  }

  /** To be called when every field has been read, before anything is done with them. */
  void check() {
    for (String name : body.propertyNames()) {
      if (!known.contains(name)) {
        String fields = "Known fields: " + String.join(", ", known) + ".";
        error(
            name,
            "is no field of this request",
            NearestName.nearest(name, known)
                .map(nearest -> "Did you mean " + nearest + "? " + fields)
                .orElse(fields));
      }
    }
    if (!errors.isEmpty()) {
      Map<String, String> first = errors.getFirst();
      throw new ProblemException(
          Problem.of(
                  ProblemCode.INVALID_BODY,
                  "The field %s %s.".formatted(first.get("field"), first.get("reason")))
              .help(String.valueOf(first.get("help")))
              .param(String.valueOf(first.get("field")))
              .with("errors", errors));
    }
  }

  private static String reason(RuntimeException failure) {
    String message = failure.getMessage();
    boolean ours = failure.getClass().equals(IllegalArgumentException.class);
    return ours && message != null ? "is wrong: " + message : "is not valid";
  }
}
