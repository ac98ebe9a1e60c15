package dev.stipend.catalog;

import dev.stipend.catalog.CheckResult.Cause;
import dev.stipend.catalog.CheckResult.Refused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A body as its fields in the order given, read with every bound there is. */
sealed interface JsonBody {

  record Fields(Map<String, JsonNode> values) implements JsonBody {}

  record Unreadable(Refused refusal) implements JsonBody {}

  int DEPTH_MAX = 16;
  int NUMBER_LENGTH_MAX = 100;
  int NAME_LENGTH_MAX = 256;

  JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNumberLength(NUMBER_LENGTH_MAX)
                          .maxNameLength(NAME_LENGTH_MAX)
                          .maxStringLength(BodyCheck.BYTES_MAX)
                          .build())
                  .build())
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static JsonBody read(byte[] json) {
    try (JsonParser parser = MAPPER.createParser(json)) {
      return read(parser);
    } catch (StreamConstraintsException e) {
      return unreadable(
          Cause.INVALID,
          "the JSON is nested too deeply, or has a name or number that is too long",
          "send a flat object with the fields of the operation");
    } catch (JacksonException e) {
      return unreadable(Cause.NOT_JSON, "not JSON" + place(e), "send a valid JSON object");
    }
  }

  private static JsonBody read(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return unreadable(Cause.NOT_JSON, "the body is empty", "send a JSON object");
    }
    if (first != JsonToken.START_OBJECT) {
      return unreadable(
          Cause.INVALID,
          "the body is not a JSON object",
          "send an object, such as {\"prompt\": \"…\"}");
    }
    Map<String, JsonNode> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      JsonNode value = MAPPER.readTree(parser);
      if (values.put(name, value) != null) {
        return twice(name);
      }
    }
    if (parser.nextToken() != null) {
      return unreadable(
          Cause.NOT_JSON, "something follows the JSON object", "send one object and nothing else");
    }
    return new Fields(values);
  }

  static String write(ObjectNode canonical) {
    return MAPPER.writeValueAsString(canonical);
  }

  private static JsonBody twice(String name) {
    String reason = "given twice";
    String wayOut = "send each field once";
    return new Unreadable(
        new Refused(Cause.INVALID, List.of(new BodyProblem(Shown.name(name), reason, wayOut))));
  }

  private static JsonBody unreadable(Cause cause, String reason, String wayOut) {
    BodyProblem problem = new BodyProblem(BodyProblem.WHOLE_BODY, reason, wayOut);
    return new Unreadable(new Refused(cause, List.of(problem)));
  }

  /** The parser's own text is not used: it repeats what it could not read. */
  private static String place(JacksonException e) {
    var location = e.getLocation();
    if (location == null || location.getLineNr() < 1) {
      return "";
    }
    return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }
}
