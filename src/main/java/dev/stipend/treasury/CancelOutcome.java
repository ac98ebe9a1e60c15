package dev.stipend.treasury;

/** What became of the wish to revoke an authorization on the chain. */
public sealed interface CancelOutcome {

  /** There is no such spend. */
  record UnknownSpend() implements CancelOutcome {}

  /** Nothing was sent, and this is why. */
  record Refused(String why) implements CancelOutcome {}

  /** It is on its way in this transaction; the chain will tell whether it came in time. */
  record Sent(String transaction) implements CancelOutcome {}

  /** It may be on its way in this transaction, or not: no answer came when it was sent. */
  record MaybeSent(String transaction) implements CancelOutcome {}
}
