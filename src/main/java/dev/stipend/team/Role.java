package dev.stipend.team;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an API key may do. */
public enum Role {
  /** Buys for its team. */
  TEAM,
  /** Reads everything, changes nothing. */
  FINANCE,
  /** Changes limits, API keys and jobs. */
  OPS,
  /** Changes everything. */
  ADMIN;

  public static Optional<Role> parse(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean mayRead() {
    return this != TEAM;
  }

  /** Nobody makes an API key that may do more than the one it is made with. */
  public boolean mayIssue(Role role) {
    return this == ADMIN || (this == OPS && (role == TEAM || role == FINANCE));
  }

  public boolean mayOperate() {
    return this == OPS || this == ADMIN;
  }
}
