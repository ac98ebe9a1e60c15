package dev.stipend.ledger;

import java.util.List;

/**
 * Whether the books say what their rows say.
 *
 * @param rows how many were read
 */
public record AuditReport(long rows, List<Difference> differences) {

  public AuditReport {
    differences = List.copyOf(differences);
  }

  public boolean isClean() {
    return differences.isEmpty();
  }

  /**
   * One number that is not what it must be, in micro-dollars.
   *
   * @param what the account, or the counter: scope, window and field
   */
  public record Difference(String what, long booksSay, long rowsSay) {}
}
