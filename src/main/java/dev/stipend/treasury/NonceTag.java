package dev.stipend.treasury;

import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import java.util.Collection;

/**
 * What the nonce of one of our authorizations says.
 *
 * @param attempt 0 for the first authorization of a spend, 1 for the second …
 */
public record NonceTag(SpendId spend, TeamCode code, int attempt) {

  /**
   * Whose spend it is.
   *
   * @param known teams among which one with a long id is looked for
   */
  public TeamId team(Collection<TeamId> known) {
    return code.team(known);
  }

  /** Whether the nonce says only how the team's id begins. */
  public boolean isTeamShortened() {
    return code.isShortened();
  }
}
