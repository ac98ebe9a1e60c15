package dev.stipend.api;

import dev.stipend.catalog.Catalogue;
import dev.stipend.job.Job;
import dev.stipend.job.JobState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a webhook is told of a job's end: the job as its team sees it, but without what was ordered.
 * A prompt goes to no server that did not send it.
 */
public final class EndMessage implements Function<Job, String> {

  private final JobView view;

  public EndMessage(Catalogue catalogue, Links links) {
    this.view = new JobView(catalogue, links);
  }

  @Override
  public String apply(Job job) {
    Map<String, Object> data = view.json(job);
    data.remove("input");
    Instant when = Objects.requireNonNullElse(job.endedAt(), job.orderedAt());
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("type", job.state() == JobState.DELIVERED ? "job.completed" : "job.failed");
    message.put("timestamp", when.toString());
    message.put("data", data);
    return JsonMapper.shared().writeValueAsString(message);
  }
}
