package dev.stipend.team;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts calls, for all gateways together. */
public interface CallRates {

  /**
   * Counts one more call within a minute for everybody who is bounded, unless one of them had as
   * many as there may be: then for nobody.
   *
   * @return how those stand that are bounded, the API key before its team
   */
  Future<List<Rate>> take(Bounds bounds);

  /** How those stand that are bounded; nothing is counted. */
  Future<List<Rate>> look(Bounds bounds);

  /** How many calls may begin within a minute, of an API key and of its team; null: any number. */
  record Bounds(
      ApiKeyId apiKey, @Nullable Integer ofApiKey, TeamId team, @Nullable Integer ofTeam) {

    /** As their policies say. */
    public static Bounds of(ApiKey apiKey, Team team) {
      return new Bounds(
          apiKey.id(), apiKey.policy().callsPerMinute(), team.id(), team.policy().callsPerMinute());
    }
  }

  /**
   * How somebody stands.
   *
   * @param hadRoom whether one more call could begin when it was asked
   * @param left how many more calls may begin before the minute ends
   * @param ends after which time the count starts anew
   */
  record Rate(boolean hadRoom, int perMinute, int left, Duration ends) {}
}
