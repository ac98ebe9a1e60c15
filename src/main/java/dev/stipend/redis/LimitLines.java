package dev.stipend.redis;

import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitKind;
import dev.stipend.budget.Raise;
import dev.stipend.budget.Scope;
import dev.stipend.budget.Subject;
import dev.stipend.budget.WindowKind;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Limits and raises as {@code limits.lua} reads them. */
final class LimitLines {

  private static final JsonMapper JSON = JsonMapper.shared();

  private LimitLines() {}

  static String write(Limit limit) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", limit.id());
    json.put("window", limit.window().text());
    json.put("on", limit.subject().text());
    json.put("amount", limit.amount().toMicros());
    json.put("kind", limit.kind().text());
    json.put("thresholds", limit.thresholds());
    return JSON.writeValueAsString(json);
  }

  static String write(Raise raise) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", raise.id());
    json.put("limit", raise.limitId());
    json.put("amount", raise.amount().toMicros());
    json.put("until", Long.toString(raise.until().toEpochMilli()));
    json.put("reason", raise.reason());
    json.put("by", raise.by().value());
    return JSON.writeValueAsString(json);
  }

  static Limit limit(Scope scope, String line) {
    return limit(scope, JSON.readTree(line));
  }

  private static Limit limit(Scope scope, JsonNode json) {
    List<Integer> thresholds =
        json.get("thresholds").valueStream().map(JsonNode::intValue).toList();
    return new Limit(
        scope,
        WindowKind.parse(json.get("window").stringValue()).orElseThrow(),
        Subject.parse(json.get("on").stringValue()),
        Money.parseMicros(json.get("amount").stringValue()),
        LimitKind.parse(json.get("kind").stringValue()).orElseThrow(),
        thresholds);
  }

  private static Raise raise(JsonNode json) {
    return new Raise(
        json.get("id").stringValue(),
        json.get("limit").stringValue(),
        Money.parseMicros(json.get("amount").stringValue()),
        Instant.ofEpochMilli(Long.parseLong(json.get("until").stringValue())),
        json.get("reason").stringValue(),
        new ApiKeyId(json.get("by").stringValue()));
  }

  /** All lines of one scope. */
  record Lines(Scope scope, String text) {

    Stream<Limit> limits() {
      return json().filter(line -> !line.has("limit")).map(line -> limit(scope, line));
    }

    Stream<Raise> raises() {
      return json().filter(line -> line.has("limit")).map(LimitLines::raise);
    }

    private Stream<JsonNode> json() {
      return text.lines().map(line -> JSON.readTree(line.substring(line.indexOf(' ') + 1)));
    }
  }
}
