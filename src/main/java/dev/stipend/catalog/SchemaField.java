package dev.stipend.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One property of a JSON Schema as a parameter. Of a form that has no counterpart here any value is
 * taken: the seller's price for it is still held against the ceiling.
 */
final class SchemaField {

  static final int FIELDS_MAX = 100;

  private static final int VALUES_MAX = 500;
  private static final int VALUE_LENGTH_MAX = 200;
  private static final long NO_BOUND = (1L << 53) - 1;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

  private final String name;
  private final boolean required;

  private SchemaField(String name, boolean required) {
    this.name = name;
    this.required = required;
  }

  /** Empty when the name is none that could be sent or shown. */
  static Optional<Parameter> read(String name, JsonNode schema, boolean required) {
    return NAME.matcher(name).matches()
        ? Optional.of(new SchemaField(name, required).parameter(onlyBranch(schema)))
        : Optional.empty();
  }

  private Parameter parameter(JsonNode schema) {
    Optional<List<String>> values = values(schema);
    return switch (type(schema)) {
      case "string" -> string(schema, values);
      case "integer", "number" -> number(schema, values);
      case "boolean" -> made(ParameterType.BOOL, Allowed.ANYTHING, flag(schema.path("default")));
      case "array" -> list(schema, onlyBranch(schema.path("items")));
      default -> made(ParameterType.ANY, Allowed.ANYTHING, null);
    };
  }

  private Parameter string(JsonNode schema, Optional<List<String>> values) {
    String byDefault = schema.path("default").isString() ? schema.path("default").asString() : null;
    if (values.isPresent()) {
      Allowed allowed = new Allowed(values.get(), null, null, null);
      boolean isAllowed = byDefault != null && values.get().contains(byDefault);
      return made(ParameterType.STRING, allowed, isAllowed ? byDefault : null);
    }
    if (isLink(schema)) {
      return made(ParameterType.URL, Allowed.ANYTHING, null);
    }
    return made(
        ParameterType.STRING,
        bounds(schema, "minLength", "maxLength"),
        byDefault == null || byDefault.length() > VALUE_LENGTH_MAX ? null : byDefault);
  }

  /** A number that need not be whole has no counterpart. */
  private Parameter number(JsonNode schema, Optional<List<String>> values) {
    Allowed allowed =
        values
            .map(known -> new Allowed(known, null, null, null))
            .orElseGet(() -> bounds(schema, "minimum", "maximum"));
    boolean isWhole = type(schema).equals("integer") || values.isPresent();
    JsonNode byDefault = schema.path("default");
    boolean hasDefault =
        byDefault.isIntegralNumber()
            && byDefault.canConvertToLong()
            && (values.isPresent()
                ? allowed.values().contains(byDefault.asString())
                : allowed.holds(byDefault.longValue()));
    return isWhole
        ? made(ParameterType.INT, allowed, hasDefault ? byDefault.asString() : null)
        : made(ParameterType.ANY, Allowed.ANYTHING, null);
  }

  private Parameter list(JsonNode schema, JsonNode items) {
    Allowed count = bounds(schema, "minItems", "maxItems");
    if (!type(items).equals("string")) {
      return made(ParameterType.ANY, Allowed.ANYTHING, null);
    }
    if (isLink(items)) {
      return made(ParameterType.URLS, count, null);
    }
    List<String> values = values(items).orElse(List.of());
    return made(ParameterType.STRINGS, new Allowed(values, count.min(), count.max(), null), null);
  }

  private Parameter made(ParameterType type, Allowed allowed, @Nullable String byDefault) {
    return new Parameter(
        name,
        type,
        required,
        allowed,
        required ? null : byDefault,
        false,
        List.of(),
        List.of(),
        null);
  }

  /** What may be null, or is wrapped into one of a kind, is what it is otherwise. */
  private static JsonNode onlyBranch(JsonNode schema) {
    for (String union : List.of("anyOf", "oneOf")) {
      List<JsonNode> branches =
          schema.path(union).valueStream().filter(each -> !type(each).equals("null")).toList();
      if (branches.size() == 1) {
        return branches.getFirst();
      }
    }
    return schema;
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      List<String> types =
          type.valueStream()
              .map(each -> each.asString(""))
              .filter(each -> !each.equals("null"))
              .toList();
      return types.size() == 1 ? types.getFirst() : "";
    }
    boolean areTexts = schema.path("enum").valueStream().anyMatch(JsonNode::isString);
    return type.isString() ? type.asString() : areTexts ? "string" : "";
  }

  private static Optional<List<String>> values(JsonNode schema) {
    List<String> values = new ArrayList<>();
    if (schema.has("const")) {
      values.add(schema.path("const").asString(""));
    }
    schema
        .path("enum")
        .valueStream()
        .filter(value -> value.isString() || value.isIntegralNumber())
        .forEach(value -> values.add(value.asString()));
    boolean isUsable =
        !values.isEmpty()
            && values.size() <= VALUES_MAX
            && values.stream().allMatch(SchemaField::isPlain);
    return isUsable ? Optional.of(values.stream().distinct().toList()) : Optional.empty();
  }

  /** It is written into the books and into headers. */
  private static boolean isPlain(String value) {
    return !value.isEmpty()
        && value.length() <= VALUE_LENGTH_MAX
        && value.chars().noneMatch(Character::isISOControl);
  }

  private static boolean isLink(JsonNode schema) {
    String format = schema.path("format").asString("");
    return format.equals("uri") || format.equals("url");
  }

  private static Allowed bounds(JsonNode schema, String least, String most) {
    Long min = whole(schema.path(least));
    Long max = whole(schema.path(most));
    boolean isEmpty = min != null && max != null && min > max;
    return isEmpty ? Allowed.ANYTHING : new Allowed(List.of(), min, max, null);
  }

  /** Generators write the largest number that JavaScript counts exactly where there is no bound. */
  private static @Nullable Long whole(JsonNode number) {
    boolean isBound =
        number.isIntegralNumber()
            && number.canConvertToLong()
            && Math.abs(number.longValue()) < NO_BOUND;
    return isBound ? number.longValue() : null;
  }

  private static @Nullable String flag(JsonNode value) {
    return value.isBoolean() ? String.valueOf(value.booleanValue()) : null;
  }
}
