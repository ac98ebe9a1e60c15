package dev.stipend.api;

import dev.stipend.web.JsonReply;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/jobs/{id}}: how a job stands, from what the gateway knows. */
final class JobRoute {

  private final OwnJobs jobs;
  private final JobView view;

  JobRoute(OwnJobs jobs, JobView view) {
    this.jobs = jobs;
    this.view = view;
  }

  Future<Void> answer(RoutingContext context) {
    return jobs.find(context.pathParam("id"), CallRequests.team(context).id())
        .compose(job -> JsonReply.ok(context, view.json(context, job)));
  }
}
