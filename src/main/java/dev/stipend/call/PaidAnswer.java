package dev.stipend.call;

import dev.stipend.x402.ChallengeReading;
import dev.stipend.x402.ReceiptReading;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How a request with payment ended, as far as this side can tell. */
public sealed interface PaidAnswer {

  /** Certainly no byte of the request left: the signature was never disclosed. */
  record NotSent(String why) implements PaidAnswer {}

  /**
   * The seller took the request, which need not mean that the money moved: that is in the receipt,
   * or on the chain.
   *
   * @param jobId only where it is one that can safely stand in a path
   * @param body the seller's answer, for the client
   */
  record Accepted(
      @Nullable String jobId, @Nullable String type, ReceiptReading receipt, ObjectNode body)
      implements PaidAnswer {

    /** Without the seller's words, which may quote the prompt. */
    @Override
    public String toString() {
      return "Accepted[jobId=" + jobId + "]";
    }
  }

  /**
   * No, by this answer; the cheque lives on until it expires.
   *
   * @param reason the seller's code or words, at most 500 characters
   * @param freshChallenge what the seller asks for now, where it says so
   */
  record Refused(
      int status,
      @Nullable String reason,
      @Nullable Long retryAfterSeconds,
      ChallengeReading freshChallenge)
      implements PaidAnswer {

    /** Without the seller's words, which may quote the prompt. */
    @Override
    public String toString() {
      return "Refused[status=" + status + "]";
    }
  }

  /** The request may have arrived, and nothing tells what became of it. */
  record Unknown(String why) implements PaidAnswer {}
}
