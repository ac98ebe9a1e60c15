package dev.stipend.web;

import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.CatalogueWatch;
import dev.stipend.catalog.Operation;
import dev.stipend.catalog.Parameter;
import dev.stipend.catalog.ParameterType;
import dev.stipend.catalog.Price;
import dev.stipend.catalog.Standing;
import dev.stipend.catalog.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How an operation of the catalogue is told on both ports. */
public final class CatalogueJson {

  private CatalogueJson() {}

  /** What was published, or where nothing was, what it may cost at most. */
  public static Map<String, Object> range(Operation operation) {
    Price price = operation.price();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("min", price.min().toDollars());
    json.put("max", price.max().toDollars());
    return json;
  }

  /** What was quoted since the gateway began, for whatever bodies were asked for. */
  public static Optional<Map<String, Object>> quoted(Catalogue catalogue, Operation operation) {
    return catalogue
        .quoted(operation)
        .map(
            quoted -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("min", quoted.min().toDollars());
              json.put("max", quoted.max().toDollars());
              json.put("last", quoted.last().toDollars());
              return json;
            });
  }

  /** Times, priced variants, a body that is right, and the fields, as a list and as JSON Schema. */
  public static Map<String, Object> details(Operation operation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("typicalSeconds", operation.typicalTime().toSeconds());
    if (!operation.price().variants().isEmpty()) {
      json.put(
          "variants", operation.price().variants().stream().map(CatalogueJson::variant).toList());
    }
    if (!operation.form().oneOf().isEmpty()) {
      json.put("oneOf", operation.form().oneOf());
    }
    String example = operation.form().example();
    if (example != null) {
      json.put("example", JsonMapper.shared().readTree(example));
    }
    json.put("parameters", operation.parameters().stream().map(CatalogueJson::parameter).toList());
    json.put("schema", schema(operation));
    return json;
  }

  /** What the seller's document changed, and since when. */
  public static Optional<List<Map<String, Object>>> changes(
      CatalogueWatch watch, Operation operation, Standing standing) {
    List<Map<String, Object>> changes = new ArrayList<>();
    for (String difference : standing.differences()) {
      Map<String, Object> change = new LinkedHashMap<>();
      change.put("what", difference);
      watch.since(operation, difference).ifPresent(at -> change.put("since", at.toString()));
      changes.add(change);
    }
    return changes.isEmpty() ? Optional.empty() : Optional.of(changes);
  }

  private static Map<String, Object> variant(Variant variant) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (!variant.when().isEmpty()) {
      json.put("when", variant.when());
    }
    if (variant.each() != null) {
      json.put("each", variant.each());
    }
    json.put("price", variant.price().toDollars());
    json.put("ceiling", variant.ceiling().toDollars());
    return json;
  }

  private static Map<String, Object> parameter(Parameter parameter) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", parameter.name());
    json.put("type", parameter.type().text());
    json.put("required", parameter.required());
    if (!parameter.allowed().values().isEmpty()) {
      json.put("values", parameter.allowed().values());
    }
    putIfThere(json, "min", parameter.allowed().min());
    putIfThere(json, "max", parameter.allowed().max());
    if (parameter.allowed().pattern() != null) {
      json.put("pattern", parameter.allowed().pattern().pattern());
    }
    if (!parameter.needs().isEmpty()) {
      json.put("needs", parameter.needs());
    }
    putIfThere(json, "default", parameter.defaultValue());
    json.put("movesPrice", parameter.movesPrice());
    putIfThere(json, "note", parameter.note());
    return json;
  }

  private static Map<String, Object> schema(Operation operation) {
    Map<String, Object> properties = new LinkedHashMap<>();
    operation.parameters().forEach(field -> properties.put(field.name(), property(field)));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put(
        "required",
        operation.parameters().stream().filter(Parameter::required).map(Parameter::name).toList());
    schema.put("additionalProperties", false);
    return schema;
  }

  private static Map<String, Object> property(Parameter field) {
    Map<String, Object> json = new LinkedHashMap<>();
    switch (field.type()) {
      case STRING -> {
        json.put("type", "string");
        bounds(json, field, "minLength", "maxLength");
      }
      case INT -> {
        json.put("type", "integer");
        bounds(json, field, "minimum", "maximum");
      }
      case BOOL -> json.put("type", "boolean");
      case URL -> json.putAll(link());
      case URLS -> {
        json.put("type", "array");
        json.put("items", link());
        bounds(json, field, "minItems", "maxItems");
      }
      case STRINGS -> {
        json.put("type", "array");
        json.put("items", Map.of("type", "string"));
        bounds(json, field, "minItems", "maxItems");
      }
      case ANY -> {
        // Whatever it is.
      }
    }
    if (field.type() == ParameterType.STRING && !field.allowed().values().isEmpty()) {
      json.put("enum", field.allowed().values());
    }
    if (field.type() == ParameterType.STRING) {
      putIfThere(json, "default", field.defaultValue());
    }
    return json;
  }

  private static Map<String, Object> link() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", "string");
    json.put("format", "uri");
    return json;
  }

  private static void bounds(Map<String, Object> json, Parameter field, String least, String most) {
    putIfThere(json, least, field.allowed().min());
    putIfThere(json, most, field.allowed().max());
  }

  private static void putIfThere(Map<String, Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
