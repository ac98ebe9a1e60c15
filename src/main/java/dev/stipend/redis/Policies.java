package dev.stipend.redis;

import dev.stipend.money.Money;
import dev.stipend.team.Policy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Policies as JSON: what is not limited is absent. */
final class Policies {

  private static final JsonMapper JSON = JsonMapper.shared();

  private Policies() {}

  static String write(Policy policy) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (!policy.models().isEmpty()) {
      json.put("models", policy.models());
    }
    Money priceMax = policy.priceMax();
    if (priceMax != null) {
      json.put("priceMax", priceMax.toMicros());
    }
    Integer callsPerMinute = policy.callsPerMinute();
    if (callsPerMinute != null) {
      json.put("callsPerMinute", callsPerMinute);
    }
    Integer jobsAtOnce = policy.jobsAtOnce();
    if (jobsAtOnce != null) {
      json.put("jobsAtOnce", jobsAtOnce);
    }
    return JSON.writeValueAsString(json);
  }

  static Policy read(String text) {
    if (text.isEmpty() || text.equals("{}")) {
      return Policy.OPEN;
    }
    JsonNode json = JSON.readTree(text);
    List<String> models = json.path("models").valueStream().map(JsonNode::stringValue).toList();
    JsonNode priceMax = json.get("priceMax");
    return new Policy(
        models,
        priceMax == null ? null : Money.parseMicros(priceMax.stringValue()),
        count(json, "callsPerMinute"),
        count(json, "jobsAtOnce"));
  }

  private static @Nullable Integer count(JsonNode json, String name) {
    JsonNode count = json.get(name);
    return count == null ? null : count.intValue();
  }
}
