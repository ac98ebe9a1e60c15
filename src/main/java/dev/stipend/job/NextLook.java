package dev.stipend.job;

import dev.stipend.catalog.Timing;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the seller's answer about a job.
 *
 * <p>Our deadline ends our frequent looking, never the job: it goes on upstream and was paid for.
 * And one bad answer proves nothing: a job, or a result, is given up only when it has been missing
 * for a while.
 */
sealed interface NextLook {

  Duration MISSING_PATIENCE = Duration.ofMinutes(10);
  Duration OVERDUE_INTERVAL = Duration.ofMinutes(5);
  Duration OVERDUE_MAX = Duration.ofDays(1);
  Duration TROUBLE_INTERVAL = Duration.ofSeconds(10);

  /** The result is there to be fetched. */
  record Fetch(URI result, @Nullable URI thumbnail) implements NextLook {}

  /** It ended without a result. */
  record End(JobState state, String error) implements NextLook {}

  /**
   * It goes on.
   *
   * @param missingSince since when it has been missing; absent when it is there
   */
  record Wait(
      JobState state, @Nullable Integer progress, @Nullable Instant missingSince, Duration after)
      implements NextLook {}

  static NextLook decide(Job job, JobAnswer answer, Timing timing, Instant now) {
    return switch (answer) {
      case JobAnswer.Complete(URI image, URI video, URI thumbnail) when image != null ->
          new Fetch(image, thumbnail);
      case JobAnswer.Complete(URI image, URI video, URI thumbnail) when video != null ->
          new Fetch(video, thumbnail);
      case JobAnswer.Complete _ -> missing(job, "the seller names no result", timing, now);
      case JobAnswer.Failed(String reason) ->
          new End(JobState.FAILED, reason == null ? "the seller gave no reason" : reason);
      case JobAnswer.Running(Integer progress, String _) -> running(job, progress, timing, now);
      case JobAnswer.NotFound _ -> missing(job, "the seller does not know the job", timing, now);
      case JobAnswer.Foreign _ -> trouble(job, timing, now);
      case JobAnswer.ProofRefused _ -> trouble(job, timing, now);
      case JobAnswer.Unavailable _ -> trouble(job, timing, now);
    };
  }

  /** The result, or the job, was not where it should be. */
  static NextLook missing(Job job, String what, Timing timing, Instant now) {
    Instant since = job.missingSince() == null ? now : job.missingSince();
    return Duration.between(since, now).compareTo(MISSING_PATIENCE) > 0
        ? new End(JobState.LOST, what + ", for ten minutes")
        : new Wait(JobState.RUNNING, job.progress(), since, timing.pollInterval());
  }

  /** Nothing was learned about the job. */
  static NextLook trouble(Job job, Timing timing, Instant now) {
    Duration age = Duration.between(job.orderedAt(), now);
    if (age.compareTo(OVERDUE_MAX) > 0) {
      return new End(JobState.LOST, "the seller could not be asked for a day");
    }
    Duration after = age.compareTo(timing.deadline()) > 0 ? OVERDUE_INTERVAL : TROUBLE_INTERVAL;
    return new Wait(job.state(), job.progress(), job.missingSince(), after);
  }

  private static NextLook running(Job job, @Nullable Integer progress, Timing timing, Instant now) {
    Duration age = Duration.between(job.orderedAt(), now);
    if (age.compareTo(timing.deadline()) <= 0) {
      return new Wait(JobState.RUNNING, progress, null, timing.pollInterval());
    }
    return age.compareTo(OVERDUE_MAX) <= 0
        ? new Wait(JobState.OVERDUE, progress, null, OVERDUE_INTERVAL)
        : new End(JobState.LOST, "the seller did not end the job within a day");
  }
}
