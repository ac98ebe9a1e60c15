package dev.stipend.redis;

import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The answer of HGETALL, or the fields of a stream entry: names and texts. */
record RedisHash(Map<String, String> fields) {

  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  static RedisHash of(Response answer) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i + 1 < answer.size(); i += 2) {
      fields.put(answer.get(i).toString(), answer.get(i + 1).toString());
    }
    return new RedisHash(fields);
  }

  static RedisHash ofJson(String object) {
    return new RedisHash(JsonMapper.shared().readValue(object, TEXTS));
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  String get(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalStateException("a hash in Redis lacks its field " + name);
    }
    return value;
  }

  String getOr(String name, String otherwise) {
    return fields.getOrDefault(name, otherwise);
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
  }

  @Nullable String nullable(String name) {
    return find(name).orElse(null);
  }

  @Nullable Instant instant(String name) {
    return find(name).map(millis -> Instant.ofEpochMilli(Long.parseLong(millis))).orElse(null);
  }
}
