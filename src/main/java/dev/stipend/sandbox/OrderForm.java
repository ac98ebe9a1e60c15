package dev.stipend.sandbox;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of a paid request, read as far as it can be. */
sealed interface OrderForm {

  static OrderForm read(Product product, Buffer body) {
    Optional<JsonNode> parsed = Json.parse(body);
    if (parsed.isEmpty()) {
      return new NotJson();
    }
    JsonNode input = parsed.get();
    ArrayNode issues = Json.array();
    if (!input.isObject()) {
      issue(issues, "invalid_type", "Invalid input: expected object");
      return new Invalid(issues);
    }
    product.fields().forEach(field -> field.issue(input).ifPresent(issues::add));
    long sources = product.oneOf().stream().filter(input::has).count();
    if (!product.oneOf().isEmpty() && sources != 1) {
      issue(issues, "invalid_union", "Expected one of " + String.join("|", product.oneOf()));
    }
    List<String> names = product.fields().stream().map(Field::name).toList();
    if (product.strict() && !names.containsAll(input.propertyNames())) {
      issue(issues, "unrecognized_keys", "Unrecognized key");
    }
    return issues.isEmpty() ? new Valid(known(product, input)) : new Invalid(issues);
  }

  private static void issue(ArrayNode issues, String code, String message) {
    ObjectNode issue = issues.addObject();
    issue.put("code", code);
    issue.putArray("path");
    issue.put("message", message);
  }

  /** Fields nobody knows are dropped silently. */
  private static ObjectNode known(Product product, JsonNode input) {
    ObjectNode kept = Json.object();
    List<String> names = product.fields().stream().map(Field::name).toList();
    names.stream().filter(input::has).forEach(name -> kept.set(name, input.get(name)));
    return kept;
  }

  record Valid(ObjectNode input) implements OrderForm {
    @Override
    public String toString() {
      return "Valid";
    }
  }

  record NotJson() implements OrderForm {}

  record Invalid(ArrayNode issues) implements OrderForm {}
}
