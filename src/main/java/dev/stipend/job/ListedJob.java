package dev.stipend.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An entry of the seller's list, by which a job whose id was lost can be found again.
 *
 * @param input the request as the seller echoes it; it holds a prompt and is not shown in text
 */
public record ListedJob(
    String id,
    @Nullable String type,
    @Nullable Instant createdAt,
    @Nullable ObjectNode input,
    @Nullable String status) {

  @Override
  public String toString() {
    return "ListedJob[id=" + id + ", type=" + type + ", status=" + status + "]";
  }
}
