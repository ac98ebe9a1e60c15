package dev.stipend.treasury;

/** What became of the wish to authorize a payment. */
public sealed interface AuthorizeOutcome {

  /** The authorization is in the books and may be sent. */
  record WrittenDown(String paymentHeader) implements AuthorizeOutcome {

    @Override
    public String toString() {
      return "WrittenDown[hidden]";
    }
  }

  /** Whoever has the key gave no signature; there is nothing that could be sent. */
  record NotSigned(String why) implements AuthorizeOutcome {}

  /** The reservation had ended before; what was signed is thrown away unsent. */
  record TooLate() implements AuthorizeOutcome {}
}
