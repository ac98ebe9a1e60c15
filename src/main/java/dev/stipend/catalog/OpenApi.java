package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the seller's {@code openapi.json}, which is somebody else's text: what is not understood is
 * left out, everything is bounded, and no expression in it is ever run.
 */
public final class OpenApi {

  private static final int DEPTH_MAX = 64;
  private static final int OPERATIONS_MAX = 500;
  private static final int KEPT_CHARS_MAX = 1_000_000;
  private static final int DOLLARS_LENGTH_MAX = 17;
  private static final String NAME = "([a-z0-9][a-z0-9.-]{0,62})";

  private static final JsonMapper MAPPER =
      new JsonMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
              .build());

  private final Pattern path;

  /**
   * Reads documents of one seller.
   *
   * @param generate where it sells, with {@code {model}} and {@code {operation}}
   */
  public OpenApi(String generate) {
    String quoted =
        Pattern.quote(generate)
            .replace("{model}", "\\E(?<model>" + NAME + ")\\Q")
            .replace("{operation}", "\\E(?<operation>" + NAME + ")\\Q");
    this.path = Pattern.compile(quoted);
  }

  /** How the reading ended. */
  public sealed interface Reading {}

  /**
   * The document is the seller's.
   *
   * @param kept as much of it as is needed to read the same again, as JSON
   */
  public record Read(Announcement announcement, String kept) implements Reading {}

  /** It changes nothing. */
  public record Unusable(String why) implements Reading {}

  public Reading read(byte[] document) {
    JsonNode root;
    try {
      root = MAPPER.readTree(document);
    } catch (JacksonException e) {
      return new Unusable("it is no JSON, or nested too deeply");
    }
    if (root == null || !root.path("openapi").asString("").startsWith("3.")) {
      return new Unusable("it is no OpenAPI document of version 3");
    }
    return read(root.path("paths"));
  }

  private Reading read(JsonNode paths) {
    List<Announcement.Entry> entries = new ArrayList<>();
    ObjectNode kept = MAPPER.createObjectNode();
    kept.put("openapi", "3.1.0");
    ObjectNode keptPaths = kept.putObject("paths");
    for (Map.Entry<String, JsonNode> each : paths.properties()) {
      Matcher matcher = path.matcher(each.getKey());
      JsonNode post = each.getValue().path("post");
      if (!post.path("x-payment-info").isObject() || !matcher.matches()) {
        continue;
      }
      if (entries.size() == OPERATIONS_MAX) {
        return new Unusable("it lists more than " + OPERATIONS_MAX + " operations");
      }
      JsonNode schema =
          post.path("requestBody").path("content").path("application/json").path("schema");
      JsonNode price = post.path("x-payment-info").path("price");
      entries.add(entry(matcher.group("model"), matcher.group("operation"), schema, price));
      ObjectNode keptPost = keptPaths.putObject(each.getKey()).putObject("post");
      keptPost.putObject("x-payment-info").set("price", price);
      keptPost
          .putObject("requestBody")
          .putObject("content")
          .putObject("application/json")
          .set("schema", schema);
    }
    if (entries.isEmpty()) {
      return new Unusable("it sells nothing that the gateway could buy");
    }
    String json = kept.toString();
    return json.length() > KEPT_CHARS_MAX
        ? new Unusable("its schemas have more than " + KEPT_CHARS_MAX + " characters")
        : new Read(new Announcement(entries), json);
  }

  private static Announcement.Entry entry(
      String model, String operation, JsonNode schema, JsonNode price) {
    boolean isFixed = price.path("mode").asString("").equals("fixed");
    return new Announcement.Entry(
        model,
        operation,
        form(schema),
        isFixed ? dollars(price.path("amount")) : null,
        isFixed ? null : dollars(price.path("max")));
  }

  private static Optional<Form> form(JsonNode schema) {
    JsonNode properties = schema.path("properties");
    Set<String> required = new LinkedHashSet<>();
    schema.path("required").valueStream().forEach(name -> required.add(name.asString("")));
    List<Parameter> parameters = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : properties.properties()) {
      Optional<Parameter> parameter =
          SchemaField.read(each.getKey(), each.getValue(), required.contains(each.getKey()));
      if (parameter.isEmpty()) {
        return Optional.empty();
      }
      parameters.add(parameter.get());
    }
    return parameters.isEmpty() || parameters.size() > SchemaField.FIELDS_MAX
        ? Optional.empty()
        : Optional.of(new Form(parameters, List.of(), null));
  }

  private static @Nullable Money dollars(JsonNode amount) {
    String text = amount.asString("");
    if (text.isEmpty() || text.length() > DOLLARS_LENGTH_MAX) {
      return null;
    }
    try {
      return Money.parseDollars(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
