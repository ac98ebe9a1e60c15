package dev.stipend.sandbox;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** A job as its owner sees it. */
final class JobView {

  private final Faults faults;
  private final String origin;

  JobView(Faults faults, String origin) {
    this.faults = faults;
    this.origin = origin;
  }

  ObjectNode of(Job job, long nowMillis) {
    Job.State state = job.state(nowMillis);
    ObjectNode view = Json.object();
    view.put("id", job.id());
    view.put("type", job.product().jobType());
    view.put("status", state.label());
    view.put("createdAt", Instant.ofEpochMilli(job.createdMillis()).toString());
    switch (state) {
      case PENDING -> {
        // Nothing more is known.
      }
      case LOADING -> view.put("progress", job.progress(nowMillis));
      case FAILED -> view.put("error", job.error());
      case COMPLETE -> complete(view, job);
    }
    view.set("input", job.input());
    faults
        .take(Fault.UNKNOWN_STATUS)
        .ifPresent(armed -> view.put("status", armed.text("status", "reticulating")));
    return view;
  }

  private void complete(ObjectNode view, Job job) {
    faults
        .take(Fault.OTHER_SUCCESS_WORD)
        .ifPresent(armed -> view.put("status", armed.text("status", "succeeded")));
    if (faults.fires(Fault.COMPLETE_WITHOUT_URL)) {
      view.putObject("result");
      return;
    }
    String base = origin + "/blob/" + job.blob();
    String link = base + Format.of(job).ending();
    String told =
        faults
            .take(Fault.FOREIGN_LINK)
            .map(armed -> armed.text("url", "https://example.com/result.png"))
            .orElse(link);
    ObjectNode result = view.putObject("result");
    if (job.product().isClip()) {
      result.put("videoUrl", told);
      result.put("thumbnailUrl", base + Format.PNG.ending());
    } else {
      result.put("imageUrl", told);
    }
  }
}
