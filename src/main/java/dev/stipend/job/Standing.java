package dev.stipend.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a job stands.
 *
 * @param sellerId what the seller calls it, once that is known
 * @param missingSince since when the seller, or the result's link, does not know it any more
 * @param hasThumbnail whether a thumbnail was kept beside the result
 * @param version how many changes a client could have seen
 */
public record Standing(
    JobState state,
    @Nullable String sellerId,
    @Nullable Integer progress,
    @Nullable Instant missingSince,
    @Nullable String error,
    @Nullable Instant endedAt,
    boolean hasThumbnail,
    long version) {

  static final Standing ORDERED =
      new Standing(JobState.ORDERED, null, null, null, null, null, false, 0);
}
