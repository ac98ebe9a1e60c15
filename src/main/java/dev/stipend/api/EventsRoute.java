package dev.stipend.api;

import dev.stipend.job.Job;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/jobs/{id}/events}: how a job goes, as server-sent events. The id of an event is
 * the job's version, so that a client that comes back with {@code Last-Event-ID} gets what is
 * newer.
 */
final class EventsRoute {

  private static final String MEDIA_TYPE = "text/event-stream";
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");

  private final OwnJobs jobs;
  private final JobView view;
  private final Waits waits;

  EventsRoute(OwnJobs jobs, JobView view, Waits waits) {
    this.jobs = jobs;
    this.view = view;
    this.waits = waits;
  }

  /** Whether the client asks for events where it could have one answer. */
  static boolean isWanted(RoutingContext context) {
    String accept = context.request().getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(MEDIA_TYPE);
  }

  Future<Void> answer(RoutingContext context) {
    return jobs.find(context.pathParam("id"), CallRequests.team(context).id())
        .compose(job -> stream(context, job));
  }

  private Future<Void> stream(RoutingContext context, Job job) {
    if (!job.state().isFinal()) {
      waits.enter(context, job.team());
    }
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        // A proxy that collects answers would collect these for minutes.
        .putHeader("X-Accel-Buffering", "no")
        .setChunked(true);
    EventStream stream =
        new EventStream(context, now -> view.json(context, now), lastSeen(context));
    stream.begin();
    stream.show(job);
    if (!job.state().isFinal()) {
      waits.watch(context, job.id(), stream);
    }
    return stream.over();
  }

  /** What is no version of ours is what another server said: the client starts anew. */
  private static long lastSeen(RoutingContext context) {
    @Nullable String id = context.request().getHeader("Last-Event-ID");
    return id != null && VERSION.matcher(id).matches() ? Long.parseLong(id) : -1;
  }
}
