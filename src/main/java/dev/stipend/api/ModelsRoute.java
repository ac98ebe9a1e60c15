package dev.stipend.api;

import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.Model;
import dev.stipend.catalog.Operation;
import dev.stipend.catalog.Parameter;
import dev.stipend.web.JsonReply;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /api/models}: what can be bought, with every field it takes. */
final class ModelsRoute {

  private final Catalogue catalogue;

  ModelsRoute(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  Future<Void> answer(RoutingContext context) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("date", catalogue.date().toString());
    json.put("models", catalogue.models().stream().map(ModelsRoute::model).toList());
    return JsonReply.ok(context, json);
  }

  private static Map<String, Object> model(Model model) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", model.name());
    json.put("kind", model.kind().name().toLowerCase(Locale.ROOT));
    if (model.note() != null) {
      json.put("note", model.note());
    }
    json.put("operations", model.operations().stream().map(ModelsRoute::operation).toList());
    return json;
  }

  private static Map<String, Object> operation(Operation operation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", operation.name());
    json.put("path", operation.path());
    json.put("price", operation.price().text());
    json.put("priceMax", operation.ceiling().toDollars());
    json.put("typicalSeconds", operation.typicalTime().toSeconds());
    String example = operation.form().example();
    if (example != null) {
      json.put("example", JsonMapper.shared().readTree(example));
    }
    json.put("parameters", operation.parameters().stream().map(ModelsRoute::parameter).toList());
    return json;
  }

  private static Map<String, Object> parameter(Parameter parameter) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", parameter.name());
    json.put("type", parameter.type().name().toLowerCase(Locale.ROOT));
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
    if (parameter.defaultValue() != null) {
      json.put("default", parameter.defaultValue());
    }
    json.put("movesPrice", parameter.movesPrice());
    return json;
  }

  private static void putIfThere(Map<String, Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
