package dev.stipend.team;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The register of teams and API keys. */
public interface Directory {

  /** Answers false, and changes nothing, when the id is taken. */
  Future<Boolean> createTeam(Team team);

  Future<Optional<Team>> findTeam(TeamId id);

  Future<List<Team>> teams();

  /** Writes the API key and its first secret. Answers false when the id or the secret is taken. */
  Future<Boolean> createApiKey(ApiKey apiKey, SecretHash secret);

  Future<List<ApiKey>> apiKeys();

  Future<Optional<ApiKey>> findApiKey(ApiKeyId id);

  /** Answers false when there is no such team. In force everywhere within a second. */
  Future<Boolean> setPolicy(TeamId team, Policy policy);

  /** Answers false when there is no such API key. In force everywhere within a second. */
  Future<Boolean> setPolicy(ApiKeyId apiKey, Policy policy);

  /** The active caller behind a secret; nobody when it is unknown or its key is disabled. */
  Future<Optional<Caller>> findCaller(SecretHash secret);
}
