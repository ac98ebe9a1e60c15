package dev.stipend.api;

import dev.stipend.job.Job;
import dev.stipend.job.JobStore;
import dev.stipend.ledger.Page;
import dev.stipend.ledger.SpendId;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/jobs}: the team's jobs, newest first. */
final class JobsRoute {

  private static final List<String> KNOWN = List.of("limit", "after");
  private static final int LIMIT_DEFAULT = 20;
  private static final int LIMIT_MAX = 100;

  private final JobStore jobs;
  private final JobView view;

  JobsRoute(JobStore jobs, JobView view) {
    this.jobs = jobs;
    this.view = view;
  }

  Future<Void> answer(RoutingContext context) {
    for (String name : context.queryParams().names()) {
      if (!KNOWN.contains(name)) {
        throw bad(name, "is not known here; known are: " + String.join(", ", KNOWN));
      }
    }
    return jobs.jobs(CallRequests.team(context).id(), limit(context), after(context))
        .compose(page -> JsonReply.ok(context, json(context, page)));
  }

  private Map<String, Object> json(RoutingContext context, Page<Job> page) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("jobs", page.items().stream().map(job -> view.json(context, job)).toList());
    if (page.next() != null) {
      json.put("next", page.next());
    }
    return json;
  }

  private static int limit(RoutingContext context) {
    String text = context.request().getParam("limit");
    if (text == null) {
      return LIMIT_DEFAULT;
    }
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1) {
      throw bad("limit", "is not a number from 1 to " + LIMIT_MAX);
    }
    return Math.min(Integer.parseInt(text), LIMIT_MAX);
  }

  private static @Nullable String after(RoutingContext context) {
    String text = context.request().getParam("after");
    if (text != null && !SpendId.isOne(text)) {
      throw bad("after", "is not the next of an earlier page");
    }
    return text;
  }

  private static ProblemException bad(String field, String reason) {
    return new ProblemException(
        Problem.of(ProblemCode.INVALID_BODY, "The query parameter " + field + " " + reason + ".")
            .help("Correct it or leave it out.")
            .param(field));
  }
}
