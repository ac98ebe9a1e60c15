package dev.stipend.treasury;

import dev.stipend.money.Money;
import java.util.Map;

/** The accounts of the books, by name and by family. */
public final class Accounts {

  /** What may be reserved. */
  public static final String TREASURY = "treasury";

  /** Where the treasury's money came from: in debt by all that ever came in. */
  public static final String FUNDING = "funding";

  /** What left the wallet, and nobody here knows what for. */
  public static final String UNEXPLAINED = "unexplained";

  private static final String HELD = "held:";
  private static final String DOUBT = "doubt:";
  private static final String SPENT = "spent:";

  private Accounts() {}

  public static long free(Map<String, Long> balances) {
    return balances.getOrDefault(TREASURY, 0L);
  }

  public static long held(Map<String, Long> balances) {
    return sum(balances, HELD);
  }

  public static long inDoubt(Map<String, Long> balances) {
    return sum(balances, DOUBT);
  }

  public static long spent(Map<String, Long> balances) {
    return sum(balances, SPENT);
  }

  public static long funded(Map<String, Long> balances) {
    return -balances.getOrDefault(FUNDING, 0L);
  }

  public static long unexplained(Map<String, Long> balances) {
    return balances.getOrDefault(UNEXPLAINED, 0L);
  }

  /** What the wallet holds on chain if every open authorization is still uncashed. */
  public static long inWallet(Map<String, Long> balances) {
    return free(balances) + held(balances) + inDoubt(balances);
  }

  /**
   * What a balance read on chain holds beyond what the books expect: passing while payments and
   * deposits are under way, and otherwise unexplained.
   */
  public static long beyondBooks(Map<String, Long> balances, Money onChain) {
    return onChain.micros() - inWallet(balances);
  }

  /** A balance as text: one can be below zero where money left by another hand. */
  public static String dollars(long micros) {
    return micros < 0
        ? "-" + Money.ofMicros(-micros).toDollars()
        : Money.ofMicros(micros).toDollars();
  }

  private static long sum(Map<String, Long> balances, String family) {
    return balances.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(family))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
