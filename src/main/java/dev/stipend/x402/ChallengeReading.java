package dev.stipend.x402;

/** How the reading of a {@code PAYMENT-REQUIRED} header ended. */
public sealed interface ChallengeReading {

  record Read(Challenge challenge) implements ChallengeReading {}

  /**
   * The header cannot be read.
   *
   * @param reason in words of this program; nothing of the header's content
   */
  record Unreadable(String reason) implements ChallengeReading {}
}
