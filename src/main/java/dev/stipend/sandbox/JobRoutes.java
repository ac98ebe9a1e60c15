package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import dev.stipend.sandbox.Route.Call;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** State, list and deletion of jobs, for the wallet that paid for them. */
final class JobRoutes {

  private static final int LIMIT_DEFAULT = 20;
  private static final int LIMIT_MAX = 100;

  private final Vertx vertx;
  private final SandboxJobs jobs;
  private final Faults faults;
  private final JobView view;

  JobRoutes(Vertx vertx, SandboxJobs jobs, Faults faults, String origin) {
    this.vertx = vertx;
    this.jobs = jobs;
    this.faults = faults;
    this.view = new JobView(faults, origin);
  }

  Future<Answer> state(Call call, String wallet) {
    return Pause.of(vertx, faults.take(Fault.JOB_DELAY)).map(done -> stateNow(call, wallet));
  }

  private Answer stateNow(Call call, String wallet) {
    Optional<Armed> error = faults.take(Fault.JOB_ERROR);
    if (error.isPresent()) {
      return Answer.text((int) error.get().number("status", 500), "Internal Server Error");
    }
    return switch (find(call, wallet)) {
      case Found.Own(Job job) -> Answer.json(200, view.of(job, jobs.nowMillis()));
      case Found.Not(Answer answer) -> answer;
    };
  }

  Future<Answer> list(Call call, String wallet) {
    String limit = Optional.ofNullable(call.query().get("limit")).orElse("" + LIMIT_DEFAULT);
    if (!limit.matches("[0-9]{1,6}")) {
      ObjectNode issue = Json.object();
      issue.put("code", "invalid_type");
      issue.putArray("path").add("limit");
      issue.put("message", "Invalid input: expected number");
      ObjectNode body = Json.object();
      body.put("success", false);
      body.put("error", "Validation failed");
      body.putArray("issues").add(issue);
      return Future.succeededFuture(Answer.json(400, body));
    }
    long now = jobs.nowMillis();
    String status = Optional.ofNullable(call.query().get("status")).orElse("");
    List<Job> found =
        jobs.of(wallet).stream()
            .filter(job -> status.isEmpty() || job.state(now).label().equals(status))
            .limit(Math.min(LIMIT_MAX, Integer.parseInt(limit)))
            .toList();
    ArrayNode items = Json.array();
    found.forEach(job -> items.add(view.of(job, now)));
    String under =
        faults.take(Fault.LIST_ENVELOPE).map(armed -> armed.text("under", "items")).orElse("jobs");
    if (under.equals("array")) {
      return Future.succeededFuture(Answer.json(200, items));
    }
    ObjectNode body = Json.object();
    body.set(under, items);
    return Future.succeededFuture(Answer.json(200, body));
  }

  Future<Answer> delete(Call call, String wallet) {
    return switch (find(call, wallet)) {
      case Found.Not(Answer answer) -> Future.succeededFuture(answer);
      case Found.Own(Job job) -> {
        if (job.state(jobs.nowMillis()) != Job.State.FAILED) {
          yield Future.succeededFuture(Answer.failure(400, "Only failed jobs can be deleted"));
        }
        yield jobs.delete(job).map(done -> Answer.json(200, Json.object().put("success", true)));
      }
    };
  }

  private Found find(Call call, String wallet) {
    Optional<Job> job = jobs.find(call.parameter());
    if (job.isEmpty() || faults.fires(Fault.JOB_NOT_FOUND)) {
      return new Found.Not(Answer.failure(404, "Job not found"));
    }
    if (!job.get().owner().equals(wallet) || faults.fires(Fault.JOB_OF_ANOTHER_WALLET)) {
      return new Found.Not(Answer.failure(403, "This job belongs to another wallet"));
    }
    return new Found.Own(job.get());
  }

  /** What a wallet gets to see under an id. */
  private sealed interface Found {
    record Own(Job job) implements Found {}

    record Not(Answer answer) implements Found {}
  }
}
