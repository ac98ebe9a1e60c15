package dev.stipend.treasury;

import dev.stipend.budget.Stop;

/** What became of the wish to authorize a payment. */
public sealed interface AuthorizeOutcome {

  /** The authorization is in the books and may be sent. */
  record WrittenDown(String paymentHeader) implements AuthorizeOutcome {

    @Override
    public String toString() {
      return "WrittenDown[hidden]";
    }
  }

  /** Payments were stopped meanwhile; what was signed is thrown away unsent. */
  record Stopped(Stop stop) implements AuthorizeOutcome {}

  /** Whoever has the key gave no signature; there is nothing that could be sent. */
  record NotSigned(String why) implements AuthorizeOutcome {}

  /** The reservation had ended before; what was signed is thrown away unsent. */
  record TooLate() implements AuthorizeOutcome {}
}
