package dev.stipend.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a job stands.
 *
 * @param sellerId what the seller calls it, once that is known
 * @param missingSince since when the seller, or the result's link, does not know it any more
 * @param hasThumbnail whether a thumbnail was kept beside the result
 * @param answer what the seller answered to the payment, where that is all that was bought; it may
 *     hold a secret of the seller's and is not shown in text
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
    @Nullable String answer,
    long version) {

  static final Standing ORDERED =
      new Standing(JobState.ORDERED, null, null, null, null, null, false, null, 0);

  @Override
  public String toString() {
    return "Standing[" + state.text() + "]";
  }
}
