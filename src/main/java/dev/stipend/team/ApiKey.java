package dev.stipend.team;

import org.jspecify.annotations.Nullable;

/** Who may call. A key of role {@code team} belongs to a team; an operator's key need not. */
public record ApiKey(
    ApiKeyId id, @Nullable TeamId team, Role role, String name, boolean active, Policy policy) {

  private static final int NAME_LENGTH_MAX = 100;

  /** An API key without a policy of its own. */
  public ApiKey(ApiKeyId id, @Nullable TeamId team, Role role, String name, boolean active) {
    this(id, team, role, name, active, Policy.OPEN);
  }

  public ApiKey {
    if (role == Role.TEAM && team == null) {
      throw new IllegalArgumentException("an API key of role team belongs to a team");
    }
    if (name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException("an API key's name has at most 100 characters");
    }
  }
}
