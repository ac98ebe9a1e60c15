package dev.stipend.job;

import dev.stipend.ledger.SpendId;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One generation that a team bought.
 *
 * @param id the id of the spend that paid for it
 */
public record Job(
    SpendId id,
    TeamId team,
    ApiKeyId apiKey,
    Generation generation,
    Instant orderedAt,
    Standing standing) {

  /** A job as it is written down before it is paid for. */
  public static Job ordered(
      SpendId id, TeamId team, ApiKeyId apiKey, Generation generation, Instant now) {
    return new Job(id, team, apiKey, generation, now, Standing.ORDERED);
  }

  public String model() {
    return generation.model();
  }

  public String operation() {
    return generation.operation();
  }

  public String body() {
    return generation.body();
  }

  public JobState state() {
    return standing.state();
  }

  public @Nullable String sellerId() {
    return standing.sellerId();
  }

  public @Nullable Integer progress() {
    return standing.progress();
  }

  public @Nullable Instant missingSince() {
    return standing.missingSince();
  }

  public @Nullable String error() {
    return standing.error();
  }

  public @Nullable Instant endedAt() {
    return standing.endedAt();
  }

  public boolean hasThumbnail() {
    return standing.hasThumbnail();
  }

  public @Nullable String answer() {
    return standing.answer();
  }

  /** Grows with every change that a client could see. */
  public long version() {
    return standing.version();
  }

  @Override
  public String toString() {
    return "Job[" + id + ", " + generation + ", " + state().text() + "]";
  }
}
