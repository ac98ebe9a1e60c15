package dev.stipend.api;

import dev.stipend.job.Job;
import dev.stipend.job.JobStore;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import java.util.Optional;

/** Finds jobs for those they belong to. To anybody else they do not exist. */
final class OwnJobs {

  private final JobStore jobs;

  OwnJobs(JobStore jobs) {
    this.jobs = jobs;
  }

  Future<Job> find(String id, TeamId team) {
    return find(id)
        .map(job -> job.filter(found -> found.team().equals(team)).orElseThrow(OwnJobs::none));
  }

  /** For a request that proved its right by a signed link. */
  Future<Job> findSigned(SpendId id) {
    return find(id.value()).map(job -> job.orElseThrow(OwnJobs::none));
  }

  private Future<Optional<Job>> find(String id) {
    if (!SpendId.isOne(id)) {
      return Future.succeededFuture(Optional.empty());
    }
    return jobs.find(new SpendId(id));
  }

  private static ProblemException none() {
    return new ProblemException(
        Problem.of(ProblemCode.JOB_NOT_FOUND, "This team has no such job."));
  }
}
