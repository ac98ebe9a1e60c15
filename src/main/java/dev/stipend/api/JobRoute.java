package dev.stipend.api;

import dev.stipend.web.JsonReply;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * {@code GET /api/jobs/{id}}: how a job stands, from what the gateway knows; at once, when it has
 * ended ({@code ?wait=30s}), or whenever it changes, for who accepts events.
 */
final class JobRoute {

  private final OwnJobs jobs;
  private final JobView view;
  private final Waits waits;
  private final EventsRoute events;

  JobRoute(OwnJobs jobs, JobView view, Waits waits, EventsRoute events) {
    this.jobs = jobs;
    this.view = view;
    this.waits = waits;
    this.events = events;
  }

  Future<Void> answer(RoutingContext context) {
    if (EventsRoute.isWanted(context)) {
      return events.answer(context);
    }
    Duration wait = WaitTime.of(context);
    return jobs.find(context.pathParam("id"), CallRequests.team(context).id())
        .compose(job -> waits.end(context, job, wait))
        .compose(job -> JsonReply.ok(context, view.json(context, job)));
  }
}
