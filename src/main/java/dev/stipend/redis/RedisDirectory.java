package dev.stipend.redis;

import dev.stipend.team.ApiKey;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.Caller;
import dev.stipend.team.Directory;
import dev.stipend.team.Policy;
import dev.stipend.team.Role;
import dev.stipend.team.SecretHash;
import dev.stipend.team.Team;
import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Teams and API keys, a hash each. */
public final class RedisDirectory implements Directory {

  private static final Script CREATE = Script.of("create");
  private static final String ACTIVE = "1";

  private final RedisLink redis;

  public RedisDirectory(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<Boolean> createTeam(Team team) {
    Map<String, String> fields =
        Map.of(
            "name",
            team.name(),
            "costCentre",
            team.costCentre(),
            "timeZone",
            team.timeZone().getId(),
            "weekStart",
            team.weekStart().name(),
            "policy",
            Policies.write(team.policy()),
            "active",
            team.active() ? ACTIVE : "0");
    return create(RedisKeys.team(team.id()), fields)
        .compose(
            created -> redis.send(Command.SADD, RedisKeys.TEAMS, team.id().value()).map(created));
  }

  @Override
  public Future<Optional<Team>> findTeam(TeamId id) {
    return redis.send(Command.HGETALL, RedisKeys.team(id)).map(answer -> team(id, answer));
  }

  @Override
  public Future<List<Team>> teams() {
    return members(RedisKeys.TEAMS, id -> findTeam(new TeamId(id)));
  }

  @Override
  public Future<Boolean> createApiKey(ApiKey apiKey, SecretHash secret) {
    TeamId team = apiKey.team();
    Map<String, String> fields =
        Map.of(
            "team",
            team == null ? "" : team.value(),
            "role",
            apiKey.role().text(),
            "name",
            apiKey.name(),
            "policy",
            Policies.write(apiKey.policy()),
            "active",
            apiKey.active() ? ACTIVE : "0");
    // The API key is complete before its secret opens it.
    return create(RedisKeys.apiKey(apiKey.id()), fields)
        .compose(
            created -> created ? claimSecret(apiKey.id(), secret) : Future.succeededFuture(false));
  }

  /** Listed before its secret opens it: an API key that works is one that can be seen. */
  private Future<Boolean> claimSecret(ApiKeyId id, SecretHash secret) {
    return redis
        .send(Command.SADD, RedisKeys.API_KEYS, id.value())
        .compose(listed -> redis.send(Command.SET, RedisKeys.secret(secret), id.value(), "NX"))
        .compose(
            claimed ->
                claimed == null
                    ? redis
                        .send(Command.SREM, RedisKeys.API_KEYS, id.value())
                        .compose(unlisted -> redis.send(Command.DEL, RedisKeys.apiKey(id)))
                        .map(false)
                    : Future.succeededFuture(true));
  }

  @Override
  public Future<List<ApiKey>> apiKeys() {
    return members(RedisKeys.API_KEYS, id -> findApiKey(new ApiKeyId(id)));
  }

  @Override
  public Future<Optional<Caller>> findCaller(SecretHash secret) {
    return redis
        .send(Command.GET, RedisKeys.secret(secret))
        .compose(
            id ->
                id == null
                    // In an empty Redis nobody is known; that must not read as a wrong secret.
                    ? redis.verify().map(Optional.empty())
                    : findApiKey(new ApiKeyId(id.toString())).compose(this::withTeam));
  }

  private Future<Optional<Caller>> withTeam(Optional<ApiKey> found) {
    if (found.isEmpty() || !found.get().active()) {
      return Future.succeededFuture(Optional.empty());
    }
    ApiKey apiKey = found.get();
    TeamId team = apiKey.team();
    return team == null
        ? Future.succeededFuture(Optional.of(new Caller(apiKey, null)))
        : findTeam(team).map(owner -> owner.map(known -> new Caller(apiKey, known)));
  }

  private Future<Boolean> create(String hash, Map<String, String> fields) {
    return redis
        .run(CREATE, hash, JsonMapper.shared().writeValueAsString(fields))
        .map(created -> created.toInteger() == 1);
  }

  @Override
  public Future<Boolean> setPolicy(TeamId team, Policy policy) {
    return setPolicy(RedisKeys.team(team), policy);
  }

  @Override
  public Future<Boolean> setPolicy(ApiKeyId apiKey, Policy policy) {
    return setPolicy(RedisKeys.apiKey(apiKey), policy);
  }

  /** Teams and API keys are never deleted, so what exists now exists when it is written. */
  private Future<Boolean> setPolicy(String hash, Policy policy) {
    return redis
        .send(Command.EXISTS, hash)
        .compose(
            exists ->
                exists.toInteger() == 0
                    ? Future.succeededFuture(false)
                    : redis.send(Command.HSET, hash, "policy", Policies.write(policy)).map(true));
  }

  @Override
  public Future<Optional<ApiKey>> findApiKey(ApiKeyId id) {
    return redis.send(Command.HGETALL, RedisKeys.apiKey(id)).map(answer -> apiKey(id, answer));
  }

  private <T> Future<List<T>> members(String set, Function<String, Future<Optional<T>>> find) {
    return redis
        .send(Command.SMEMBERS, set)
        .compose(
            ids -> Future.all(ids.stream().map(Response::toString).sorted().map(find).toList()))
        .map(all -> all.<Optional<T>>list().stream().flatMap(Optional::stream).toList());
  }

  private static Optional<Team> team(TeamId id, @Nullable Response answer) {
    RedisHash hash = answer == null ? new RedisHash(Map.of()) : RedisHash.of(answer);
    if (hash.find("active").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Team(
            id,
            hash.get("name"),
            hash.getOr("costCentre", ""),
            ZoneId.of(hash.get("timeZone")),
            DayOfWeek.valueOf(hash.getOr("weekStart", DayOfWeek.MONDAY.name())),
            hash.get("active").equals(ACTIVE),
            Policies.read(hash.getOr("policy", ""))));
  }

  private static Optional<ApiKey> apiKey(ApiKeyId id, @Nullable Response answer) {
    RedisHash hash = answer == null ? new RedisHash(Map.of()) : RedisHash.of(answer);
    if (hash.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ApiKey(
            id,
            hash.find("team").map(TeamId::new).orElse(null),
            Role.parse(hash.get("role")).orElseThrow(),
            hash.get("name"),
            hash.get("active").equals(ACTIVE),
            Policies.read(hash.getOr("policy", ""))));
  }
}
