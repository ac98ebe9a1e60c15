package dev.stipend.call;

import dev.stipend.job.Busy;
import dev.stipend.job.Job;
import dev.stipend.job.JobState;
import dev.stipend.job.JobStore;
import dev.stipend.ledger.Ledger;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at calls that have run for long, whether they still do. Those who end a job or a payment
 * say so themselves; this is for what nobody is left to say, so that no call that is over keeps
 * another one from running, and no job that runs is forgotten.
 *
 * <p>A paid job can be on no queue although it has not ended. Its gateway died after the payment
 * and before it took the job from the shelf; or Redis forgot the queue and not the books, as when
 * the node of a cluster that has the queue falls over to a replica that lags: jobs, queue and books
 * lie on different ones. Since nobody looks at a job that is on no queue, nothing but this finds
 * it.
 */
public final class BusyCalls {

  private static final Logger LOG = LoggerFactory.getLogger(BusyCalls.class);
  private static final int AT_ONCE = 64;
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

  private final Busy busy;
  private final Ledger ledger;
  private final JobStore jobs;

  public BusyCalls(Busy busy, Ledger ledger, JobStore jobs) {
    this.busy = busy;
    this.ledger = ledger;
    this.jobs = jobs;
  }

  /** Looks at what is due, and answers how much that was. */
  public Future<Integer> lookAfterDue() {
    return busy.claimDue(AT_ONCE, LEASE)
        .compose(due -> Future.join(due.stream().map(this::look).toList()).map(due.size()));
  }

  private Future<Void> look(SpendId id) {
    Future<Optional<Spend>> spend = ledger.findSpend(id);
    Future<Optional<Job>> job = jobs.find(id);
    return Future.all(spend, job)
        .compose(both -> carryOut(id, Finding.of(spend.result(), job.result())))
        .onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("spend", id)
                    .addKeyValue("reason", failure.toString())
                    .log("a running call could not be looked at, it will be again"))
        .otherwiseEmpty();
  }

  private Future<Void> carryOut(SpendId id, Finding finding) {
    return switch (finding) {
      case Finding.Over(String why) -> {
        LOG.atWarn()
            .addKeyValue("spend", id)
            .addKeyValue("reason", why)
            .log("a call that is over counted as running");
        yield busy.over(id);
      }
      case Finding.Forgotten(Job job) ->
          jobs.unshelve(job).compose(queued -> busy.lookAgain(id, LOOK_AGAIN));
      case Finding.Followed(Job job) ->
          requeue(job).compose(queued -> busy.lookAgain(id, LOOK_AGAIN));
      case Finding.Runs _ -> busy.lookAgain(id, LOOK_AGAIN);
    };
  }

  private Future<Void> requeue(Job job) {
    return jobs.requeue(job.id())
        .map(
            wasLost -> {
              if (wasLost) {
                LOG.atWarn()
                    .addKeyValue("job", job.id())
                    .addKeyValue("state", job.state().text())
                    .log("a job that has not ended was on no queue");
              }
              return null;
            });
  }

  /** What is to be said of a call that counts as running. */
  sealed interface Finding {

    /** It is over. */
    record Over(String why) implements Finding {}

    /** It was paid, and perhaps nobody looks for its job. */
    record Forgotten(Job job) implements Finding {}

    /** Its job is or may be at work, and should be on the queue. */
    record Followed(Job job) implements Finding {}

    /** Whoever looks after its money will end it. */
    record Runs() implements Finding {}

    static Finding of(Optional<Spend> spend, Optional<Job> job) {
      if (spend.isEmpty() || spend.get().state() == SpendState.VOIDED) {
        return new Over("nothing is paid for it");
      }
      SpendState money = spend.get().state();
      if (job.isEmpty()) {
        return money == SpendState.SETTLED
            ? new Over("it was paid, and there is no job")
            : new Runs();
      }
      if (job.get().state().isFinal()) {
        return new Over("its job has ended");
      }
      return switch (money) {
        case SETTLED ->
            job.get().state() == JobState.ORDERED
                ? new Forgotten(job.get())
                : new Followed(job.get());
        case IN_DOUBT -> new Followed(job.get());
        // A refused one is on the shelf, and the others are still being paid.
        case RESERVED, AUTHORIZED, REFUSED, VOIDED -> new Runs();
      };
    }
  }
}
