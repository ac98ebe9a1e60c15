package dev.stipend.treasury;

import dev.stipend.money.Money;
import dev.stipend.treasury.ReconciliationBooks.Provisional;
import dev.stipend.x402.Address;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The books of the treasury beside the chain, as finance reads them.
 *
 * @param wallets the one that pays, and those that paid before
 * @param opening what the wallet had when the books were opened; absent where that was not noted
 * @param seen absent when the chain did not answer
 */
public record Statement(
    List<Address> wallets,
    @Nullable Money opening,
    Map<String, Long> balances,
    Provisional provisional,
    @Nullable Seen seen) {

  public Statement {
    wallets = List.copyOf(wallets);
    balances = Map.copyOf(balances);
  }

  /** All that ever came in, what the books were opened with among it. */
  public long cameIn() {
    return Accounts.funded(balances);
  }

  /** Spent, and seen on the chain. */
  public long confirmed() {
    return Accounts.spent(balances) - provisional.amount().micros();
  }

  public long held() {
    return Accounts.held(balances);
  }

  public long inDoubt() {
    return Accounts.inDoubt(balances);
  }

  public long unexplained() {
    return Accounts.unexplained(balances);
  }

  /** What is left of all that came in: what the wallets should have. */
  public long closing() {
    return Accounts.inWallet(balances);
  }

  /** What they have beyond that. */
  public long difference(Seen seen) {
    return Accounts.beyondBooks(balances, seen.balance());
  }

  /**
   * What of the difference nothing under way explains. More may be in the wallets by payments whose
   * blocks are not safe yet, less by authorizations that were cashed and not answered yet.
   */
  public long unaccounted(Seen seen) {
    long difference = difference(seen);
    return difference > 0
        ? Math.max(0, difference - provisional.amount().micros())
        : Math.min(0, difference + held() + inDoubt());
  }

  /** What the chain says that the wallets had, all together, after a safe block. */
  public record Seen(long block, Money balance) {}
}
