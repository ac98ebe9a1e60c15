package dev.stipend.call;

import dev.stipend.catalog.ModelKind;
import dev.stipend.job.Job;
import dev.stipend.job.JobAdoption;
import dev.stipend.job.JobState;
import dev.stipend.job.JobStore;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendState;
import dev.stipend.treasury.SpendEnds;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the late end of a spend means for its job. */
public final class LateEnds implements SpendEnds {

  private static final String NOT_BOUGHT =
      "the payment did not go through and nothing was charged; send the request again";

  private static final Logger LOG = LoggerFactory.getLogger(LateEnds.class);

  private final JobStore jobs;

  public LateEnds(JobStore jobs) {
    this.jobs = jobs;
  }

  /** A job that has not ended is looked at now, and looked for where nobody knows it yet. */
  @Override
  public Future<Void> settledLate(Spend spend) {
    return jobs.find(spend.id())
        .compose(
            found -> {
              if (found.isEmpty()) {
                LOG.atError()
                    .addKeyValue("spend", spend.id())
                    .addKeyValue("team", spend.order().team())
                    .log("a spend was settled late, and there is no job it paid for");
                return Future.succeededFuture();
              }
              Job job = found.get();
              if (spend.order().modelClass().equals(ModelKind.UPLOAD.text())
                  && job.answer() == null) {
                return jobs.end(job.id(), JobState.LOST, JobAdoption.ANSWER_LOST, false).mapEmpty();
              }
              return job.state().isFinal() ? Future.succeededFuture() : jobs.unshelve(job);
            });
  }

  /** A job that the seller began without being paid goes on: it may be delivered for nothing. */
  @Override
  public Future<Void> givenBack(Spend spend) {
    return jobs.find(spend.id())
        .compose(
            found -> {
              if (found.isEmpty() || found.get().state() != JobState.ORDERED) {
                return Future.succeededFuture();
              }
              // Nobody was ever told of a job whose payment was refused.
              return spend.state() == SpendState.REFUSED
                  ? jobs.discard(found.get())
                  : jobs.end(spend.id(), JobState.FAILED, NOT_BOUGHT, false).mapEmpty();
            });
  }
}
