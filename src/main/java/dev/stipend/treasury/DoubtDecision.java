package dev.stipend.treasury;

import dev.stipend.ledger.Spend;
import dev.stipend.treasury.AuthorizationEnd.Cancelled;
import dev.stipend.treasury.AuthorizationEnd.Cashed;
import dev.stipend.treasury.AuthorizationEnd.NotFound;
import java.time.Duration;
import java.time.Instant;

/**
 * What the chain's evidence means for a spend whose authorization may have been cashed.
 *
 * <p>Only a block that the chain calls safe is evidence. The token's state comes first, because it
 * answers however old the doubt is: an authorization that is unused at a safe block whose time has
 * reached {@code validBefore} can never be cashed. The logs are asked only how a used one ended,
 * and only those of the time in which it could be cashed or a revocation still arrive. Everything
 * else means: look again.
 */
sealed interface DoubtDecision {

  Duration LOOK_MIN = Duration.ofSeconds(2);
  Duration LOOK_MAX = Duration.ofSeconds(30);

  /** How far the clock that stamped the authorization may be from the chain's. */
  Duration MARGIN_BEFORE = Duration.ofMinutes(10);

  /**
   * The chain refuses to cash what has expired, but not to revoke it: as long as a transaction may
   * wait with the chain's nodes.
   */
  Duration MARGIN_AFTER = Duration.ofHours(3);

  /** The money left by this transaction. */
  record Settle(String transaction) implements DoubtDecision {}

  /** The money never left and never will. */
  record GiveBack(String evidence) implements DoubtDecision {}

  /** It is used: the logs of this time tell how. */
  record ReadLogs(long fromSeconds, long toSeconds) implements DoubtDecision {}

  /** It is used, but the logs that should tell how do not. */
  record Unexplained(Duration lookAfter) implements DoubtDecision {}

  /** The chain cannot tell yet. */
  record LookAgain(Duration after) implements DoubtDecision {}

  /**
   * Decides from the token's state.
   *
   * @param usedAtSafe whether the authorization was used or cancelled at the safe block
   */
  static DoubtDecision byState(Spend spend, ChainHead safe, boolean usedAtSafe, Instant now) {
    Spend.Cheque cheque = cheque(spend);
    if (usedAtSafe) {
      return new ReadLogs(
          Math.max(0, cheque.authorizedAt() - MARGIN_BEFORE.toSeconds()),
          cheque.validBefore() + MARGIN_AFTER.toSeconds());
    }
    return safe.timeSeconds() >= cheque.validBefore()
        ? new GiveBack("unused at block " + safe.number() + ", when it had expired")
        : new LookAgain(lookAfter(spend, now));
  }

  /**
   * Decides from the logs about a used authorization.
   *
   * @param end how it ended, as far as the logs searched say
   */
  static DoubtDecision byLogs(Spend spend, ChainHead safe, AuthorizationEnd end, Instant now) {
    return switch (end) {
      case Cashed cashed when cashed.block() <= safe.number() -> settle(spend, cashed);
      case Cancelled cancelled when cancelled.block() <= safe.number() ->
          new GiveBack("the authorization was cancelled by " + cancelled.transaction());
      case NotFound _ -> new Unexplained(lookAfter(spend, now));
      case Cashed _ -> new LookAgain(lookAfter(spend, now));
      case Cancelled _ -> new LookAgain(lookAfter(spend, now));
    };
  }

  private static DoubtDecision settle(Spend spend, Cashed cashed) {
    boolean asSigned =
        cashed.to().hex().equals(cheque(spend).payee()) && cashed.value().equals(spend.amount());
    if (!asSigned) {
      throw new IllegalStateException("the chain moved another amount, or to another payee");
    }
    return new Settle(cashed.transaction());
  }

  private static Spend.Cheque cheque(Spend spend) {
    Spend.Cheque cheque = spend.cheque();
    if (cheque == null) {
      throw new IllegalStateException("a spend without an authorization is never in doubt");
    }
    return cheque;
  }

  /** The older the doubt, the rarer the look. */
  private static Duration lookAfter(Spend spend, Instant now) {
    Duration wait = Duration.between(spend.reservedAt(), now).dividedBy(4);
    Duration atLeast = wait.compareTo(LOOK_MIN) < 0 ? LOOK_MIN : wait;
    return atLeast.compareTo(LOOK_MAX) > 0 ? LOOK_MAX : atLeast;
  }
}
