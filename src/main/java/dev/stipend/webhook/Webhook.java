package dev.stipend.webhook;

import dev.stipend.team.TeamId;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a team wants to be told.
 *
 * @param disabled why nothing is sent there; absent while something is
 * @param sealed the secrets, encrypted
 */
public record Webhook(
    WebhookId id,
    TeamId team,
    URI url,
    Instant createdAt,
    @Nullable String disabled,
    Sealed sealed) {

  public boolean isActive() {
    return disabled == null;
  }

  /** The address may hold a secret of the team's own in its path or query. */
  @Override
  public String toString() {
    return "Webhook[" + id + ", " + team + "]";
  }

  /**
   * Secrets as they are kept.
   *
   * @param former the one before the last rotation, while it still signs
   */
  public record Sealed(String current, @Nullable String former, @Nullable Instant formerUntil) {

    @Override
    public String toString() {
      return "Sealed";
    }
  }
}
