package dev.stipend.treasury;

import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What speaks against an operator's ruling. The chain has the first word: whatever it shows is not
 * overruled, and while it can still tell, nobody has to guess. Where it cannot be asked, an
 * authorization that may still be cashed is not given back.
 */
final class RulingCheck {

  /** How far this machine's clock may be ahead of the chain's. */
  static final Duration CLOCKS_APART = Duration.ofMinutes(10);

  private RulingCheck() {}

  /** Empty where nothing speaks against it. */
  static Optional<String> objection(Spend spend, Ruling ruling, Testimony chain, Instant now) {
    Spend.Cheque cheque = spend.cheque();
    boolean isOpen = spend.state() == SpendState.REFUSED || spend.state() == SpendState.IN_DOUBT;
    if (!isOpen || cheque == null) {
      return Optional.of("it is " + spend.state().text() + ", so there is nothing to decide");
    }
    return switch (chain) {
      case Testimony.Given(DoubtDecision decision) -> contradiction(ruling, decision);
      case Testimony.Absent _ -> stillAlive(ruling, cheque, now);
    };
  }

  private static Optional<String> contradiction(Ruling ruling, DoubtDecision decision) {
    return switch (decision) {
      case DoubtDecision.Settle(String transaction) ->
          switch (ruling) {
            case Ruling.Voided _ ->
                Optional.of("the chain shows that " + transaction + " cashed it");
            case Ruling.Settled(String named) ->
                named.isEmpty() || named.equalsIgnoreCase(transaction)
                    ? Optional.empty()
                    : Optional.of("the chain shows that " + transaction + " cashed it");
          };
      case DoubtDecision.GiveBack(String evidence) ->
          ruling instanceof Ruling.Voided
              ? Optional.empty()
              : Optional.of("the chain shows that it was never cashed: " + evidence);
      case DoubtDecision.LookAgain _ ->
          Optional.of("the chain will tell: it can still be cashed, or its end is not safe yet");
      case DoubtDecision.ReadLogs _ ->
          throw new IllegalStateException("the logs are read before anybody rules");
      case DoubtDecision.Unexplained _ ->
          ruling instanceof Ruling.Settled(String named) && named.isEmpty()
              ? Optional.of(
                  "it is used, which a revocation does too; name the transaction that moved the"
                      + " money")
              : Optional.empty();
    };
  }

  private static Optional<String> stillAlive(Ruling ruling, Spend.Cheque cheque, Instant now) {
    Instant dead = Instant.ofEpochSecond(cheque.validBefore()).plus(CLOCKS_APART);
    return ruling instanceof Ruling.Voided && now.isBefore(dead)
        ? Optional.of(
            "it may still be cashed, and the chain cannot be asked; give it back after " + dead)
        : Optional.empty();
  }

  /** What the chain says at the moment. */
  sealed interface Testimony {

    record Given(DoubtDecision decision) implements Testimony {}

    /** There is none, or it does not answer. */
    record Absent() implements Testimony {}
  }
}
