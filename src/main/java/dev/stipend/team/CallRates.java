package dev.stipend.team;

import io.vertx.core.Future;
import java.time.Duration;

/** Counts calls, for all gateways together. */
public interface CallRates {

  /** Counts one more call within a minute, unless there were as many as there may be. */
  Future<Rate> take(TeamId team, int perMinute);

  /** The same for an API key. */
  Future<Rate> take(ApiKeyId apiKey, int perMinute);

  /** How a team stands; nothing is counted. */
  Future<Rate> look(TeamId team, int perMinute);

  /** The same of an API key. */
  Future<Rate> look(ApiKeyId apiKey, int perMinute);

  /**
   * What became of the wish.
   *
   * @param taken whether a call was counted
   * @param left how many more calls may begin before the minute ends
   * @param ends after which time the count starts anew
   */
  record Rate(boolean taken, int perMinute, int left, Duration ends) {}
}
