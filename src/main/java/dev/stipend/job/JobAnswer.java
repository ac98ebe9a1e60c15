package dev.stipend.job;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What the seller says about a job. */
public sealed interface JobAnswer {

  /**
   * Not ended. A status that nobody knows counts as running too.
   *
   * @param progress per cent, where the seller tells it
   * @param status the seller's own word, for people
   */
  record Running(@Nullable Integer progress, String status) implements JobAnswer {}

  /**
   * Ended well. All links are null when the seller calls the job complete and names no result. They
   * die about twenty minutes after completion.
   */
  record Complete(@Nullable URI image, @Nullable URI video, @Nullable URI thumbnail)
      implements JobAnswer {}

  /**
   * Ended badly.
   *
   * @param reason the model provider's words, at most 500 characters
   */
  record Failed(@Nullable String reason) implements JobAnswer {}

  /** Unknown or deleted; right after creation it may mean "not yet". */
  record NotFound() implements JobAnswer {}

  /** The job belongs to another wallet. */
  record Foreign() implements JobAnswer {}

  /** The wallet's proof was refused twice, a fault of this side or of the clock. */
  record ProofRefused(String code) implements JobAnswer {}

  /** No usable answer now; asking again is free. */
  record Unavailable(String why) implements JobAnswer {}
}
