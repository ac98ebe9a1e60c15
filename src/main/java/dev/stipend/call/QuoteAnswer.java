package dev.stipend.call;

import dev.stipend.x402.ChallengeReading;
import org.jspecify.annotations.Nullable;

/** How the seller answered a request without payment. */
public sealed interface QuoteAnswer {

  /** The seller asks for money; whether it may have it is decided elsewhere. */
  record Challenged(ChallengeReading reading) implements QuoteAnswer {}

  /**
   * The body was refused.
   *
   * @param message the seller's words, at most 500 characters; they may quote the body and are not
   *     shown in text
   */
  record Rejected(int status, String message) implements QuoteAnswer {

    @Override
    public String toString() {
      return "Rejected[status=" + status + "]";
    }
  }

  /** The seller no longer has this model or operation. */
  record RouteMissing() implements QuoteAnswer {}

  /** Too many requests. */
  record Throttled(@Nullable Long retryAfterSeconds) implements QuoteAnswer {}

  /** No connection, no answer in time, or a fault of the seller. */
  record Unavailable(String why) implements QuoteAnswer {}

  /** An answer that makes no sense without payment, a success or a redirect among them. */
  record Unexpected(int status) implements QuoteAnswer {}
}
