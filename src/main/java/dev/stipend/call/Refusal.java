package dev.stipend.call;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the seller refused a payment, as the books keep it.
 *
 * @param code the seller's own, where it gave one
 */
record Refusal(int status, @Nullable String code) {

  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_]{1,80}");
  private static final Pattern TEXT =
      Pattern.compile("the seller answered (\\d{3})(?:: (" + CODE + "))?");
  private static final Set<String> LACK_OF_FUNDS =
      Set.of("insufficient_funds", "invalid_exact_evm_insufficient_balance");
  private static final int PAYMENT_REQUIRED = 402;

  /** A code of the seller's is told; its prose may quote the prompt, and is not. */
  static Refusal of(int status, @Nullable String reason) {
    return new Refusal(status, reason != null && CODE.matcher(reason).matches() ? reason : null);
  }

  /** From the reason in the books. Where people wrote another one, it is the usual refusal. */
  static Refusal parse(@Nullable String text) {
    Matcher matcher = TEXT.matcher(text == null ? "" : text);
    return matcher.matches()
        ? new Refusal(Integer.parseInt(matcher.group(1)), matcher.group(2))
        : new Refusal(PAYMENT_REQUIRED, null);
  }

  /** Then the next payment would fare no better. */
  boolean isForLackOfFunds() {
    return code != null && LACK_OF_FUNDS.contains(code);
  }

  /** The seller wants another payment than it was sent, so it would take that one. */
  boolean isForAnotherOffer() {
    return status == PAYMENT_REQUIRED && "requirements_mismatch".equals(code);
  }

  String text() {
    return "the seller answered " + status + (code == null ? "" : ": " + code);
  }

  CallOutcome.PaymentRefused outcome() {
    return new CallOutcome.PaymentRefused(status, code);
  }
}
