package dev.stipend.api;

import dev.stipend.api.Links.Variant;
import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.Operation;
import dev.stipend.catalog.ResultKind;
import dev.stipend.job.Job;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** A job as the seller's clients know it, with our id and our link to the result. */
final class JobView {

  private final Catalogue catalogue;
  private final Links links;

  JobView(Catalogue catalogue, Links links) {
    this.catalogue = catalogue;
    this.links = links;
  }

  Map<String, Object> json(RoutingContext context, Job job) {
    return json(links.base(context), job);
  }

  /** For who did not ask: links begin as it is configured. */
  Map<String, Object> json(Job job) {
    return json(links.base(), job);
  }

  private Map<String, Object> json(String base, Job job) {
    Optional<Operation> operation = catalogue.find(job.model(), job.operation());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", job.id().value());
    json.put(
        "type", operation.map(Operation::upstreamType).orElse(job.model() + "-" + job.operation()));
    json.put("status", status(job));
    if (job.progress() != null && !job.state().isFinal()) {
      json.put("progress", job.progress());
    }
    json.put("createdAt", job.orderedAt().toString());
    if (job.endedAt() != null) {
      json.put("completedAt", job.endedAt().toString());
    }
    json.put("input", JsonMapper.shared().readTree(job.body()));
    switch (job.state()) {
      case DELIVERED -> json.put("result", result(base, job, operation));
      case FAILED, LOST -> json.put("error", job.error() == null ? "unknown" : job.error());
      case ORDERED, RUNNING, OVERDUE -> {}
    }
    return json;
  }

  /** The seller's own words, so that its clients understand them. */
  static String status(Job job) {
    return switch (job.state()) {
      case ORDERED -> "pending";
      case RUNNING -> job.progress() == null ? "pending" : "loading";
      case OVERDUE -> "loading";
      case DELIVERED -> "complete";
      case FAILED, LOST -> "failed";
    };
  }

  private Map<String, Object> result(String base, Job job, Optional<Operation> operation) {
    String uploadId = job.sellerId();
    if (job.answer() != null && uploadId != null) {
      return Map.of("uploadId", uploadId);
    }
    boolean video =
        operation.map(Operation::result).filter(kind -> kind == ResultKind.VIDEO).isPresent();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put(video ? "videoUrl" : "imageUrl", links.content(base, job.id(), Variant.MAIN));
    if (job.hasThumbnail()) {
      result.put("thumbnailUrl", links.content(base, job.id(), Variant.THUMBNAIL));
    }
    return result;
  }
}
