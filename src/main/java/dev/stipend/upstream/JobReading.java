package dev.stipend.upstream;

import dev.stipend.job.JobAnswer;
import dev.stipend.job.JobListAnswer;
import dev.stipend.job.ListedJob;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an answer about jobs means, once the wallet's proof was accepted. */
final class JobReading {

  private static final int LISTED_MAX = 1_000;

  private JobReading() {}

  static JobAnswer job(Exchange.Answer answer) {
    return switch (answer.status()) {
      case 200 ->
          Json.read(answer.body()) instanceof ObjectNode body
              ? job(unwrapped(body))
              : new JobAnswer.Unavailable("HTTP 200 without a readable body");
      case 403 -> new JobAnswer.Foreign();
      case 404 -> new JobAnswer.NotFound();
      default -> new JobAnswer.Unavailable("HTTP " + answer.status());
    };
  }

  static JobListAnswer list(Exchange.Answer answer) {
    if (answer.status() != 200) {
      return new JobListAnswer.Unavailable("HTTP " + answer.status());
    }
    JsonNode body = Json.read(answer.body());
    JsonNode list =
        Stream.of(body, body.path("jobs"), body.path("data"), body.path("items"))
            .filter(JsonNode::isArray)
            .findFirst()
            .orElse(null);
    if (list == null) {
      return new JobListAnswer.Unavailable("HTTP 200 without a list");
    }
    return new JobListAnswer.Listed(
        list.valueStream()
            .limit(LISTED_MAX)
            .map(JobReading::listed)
            .filter(Objects::nonNull)
            .toList());
  }

  private static JobAnswer job(JsonNode job) {
    String status = Objects.requireNonNullElse(Json.words(Json.text(job, "status")), "unknown");
    return switch (status.toLowerCase(Locale.ROOT)) {
      case "complete", "completed", "succeeded" -> {
        JsonNode result = job.path("result");
        yield new JobAnswer.Complete(
            Json.url(result, "imageUrl"),
            Json.url(result, "videoUrl"),
            Json.url(result, "thumbnailUrl"));
      }
      case "failed", "error", "cancelled", "canceled", "expired" ->
          new JobAnswer.Failed(SaleReading.message(job));
      default -> new JobAnswer.Running(progress(job), status);
    };
  }

  /** The documented answer is the job itself; some servers put such things into an envelope. */
  private static JsonNode unwrapped(ObjectNode body) {
    return Stream.of(body, body.path("job"), body.path("data"))
        .filter(job -> job.has("status"))
        .findFirst()
        .orElse(body);
  }

  private static @Nullable Integer progress(JsonNode job) {
    JsonNode progress = job.path("progress");
    boolean isPerCent = progress.isNumber() && progress.asInt(-1) >= 0 && progress.asInt(-1) <= 100;
    return isPerCent ? progress.asInt(0) : null;
  }

  private static @Nullable ListedJob listed(JsonNode entry) {
    String id = Json.text(entry, "id");
    id = id != null ? id : Json.text(entry, "jobId");
    if (id == null || !SaleReading.JOB_ID.matcher(id).matches()) {
      return null;
    }
    return new ListedJob(
        id,
        Json.words(Json.text(entry, "type")),
        time(Json.text(entry, "createdAt")),
        entry.path("input") instanceof ObjectNode input ? input : null,
        Json.words(Json.text(entry, "status")));
  }

  private static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notADate) {
      return null;
    }
  }
}
