package dev.stipend.redis;

import dev.stipend.catalog.CatalogueStore;
import dev.stipend.catalog.Rule;
import dev.stipend.money.Money;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One hash, away from the slot of the money. */
public final class RedisCatalogue implements CatalogueStore {

  private static final Script SHELVE = Script.of("shelve");
  private static final String VERSION = "version";
  private static final String RULE = "rule:";
  private static final TypeReference<Map<String, Long>> MOMENTS = new TypeReference<>() {};

  private final RedisLink redis;

  public RedisCatalogue(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<Long> version() {
    return redis
        .send(Command.HGET, RedisKeys.CATALOGUE, VERSION)
        .map(answer -> answer == null ? 0L : answer.toLong());
  }

  @Override
  public Future<Kept> load() {
    return redis
        .send(Command.HGETALL, RedisKeys.CATALOGUE)
        .map(answer -> kept(RedisHash.of(answer)));
  }

  @Override
  public Future<Void> keep(Document document) {
    Map<String, Long> since = new LinkedHashMap<>();
    document.since().forEach((name, moment) -> since.put(name, moment.toEpochMilli()));
    ObjectNode fields = JsonMapper.shared().createObjectNode();
    fields.put("document", document.json());
    fields.put("readAt", Long.toString(document.readAt().toEpochMilli()));
    fields.put("since", JsonMapper.shared().writeValueAsString(since));
    return shelve(fields);
  }

  @Override
  public Future<Void> decide(String name, Rule rule) {
    ObjectNode fields = JsonMapper.shared().createObjectNode();
    if (rule.isEmpty()) {
      fields.put(RULE + name, "");
    } else {
      fields.put(RULE + name, text(rule));
    }
    return shelve(fields);
  }

  private Future<Void> shelve(ObjectNode fields) {
    return redis.run(SHELVE, RedisKeys.CATALOGUE, fields.toString()).mapEmpty();
  }

  private static Kept kept(RedisHash hash) {
    Map<String, Rule> rules = new LinkedHashMap<>();
    hash.fields()
        .forEach(
            (name, text) -> {
              if (name.startsWith(RULE)) {
                rules.put(name.substring(RULE.length()), rule(text));
              }
            });
    Instant readAt = hash.instant("readAt");
    Optional<Document> document =
        readAt == null
            ? Optional.empty()
            : Optional.of(new Document(hash.get("document"), readAt, since(hash.get("since"))));
    return new Kept(Long.parseLong(hash.getOr(VERSION, "0")), document, rules);
  }

  private static Map<String, Instant> since(String json) {
    Map<String, Instant> since = new LinkedHashMap<>();
    JsonMapper.shared()
        .readValue(json, MOMENTS)
        .forEach((name, millis) -> since.put(name, Instant.ofEpochMilli(millis)));
    return since;
  }

  private static String text(Rule rule) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    rule.disabled().ifPresent(disabled -> json.put("disabled", disabled));
    rule.pinned().ifPresent(pinned -> json.put("pinned", pinned));
    rule.ceiling().ifPresent(ceiling -> json.put("ceiling", ceiling.toMicros()));
    return json.toString();
  }

  private static Rule rule(String text) {
    JsonNode json = JsonMapper.shared().readTree(text);
    return new Rule(
        Optional.ofNullable(json.get("disabled")).map(JsonNode::booleanValue),
        Optional.ofNullable(json.get("pinned")).map(JsonNode::booleanValue),
        Optional.ofNullable(json.get("ceiling"))
            .map(micros -> Money.parseMicros(micros.stringValue())));
  }
}
