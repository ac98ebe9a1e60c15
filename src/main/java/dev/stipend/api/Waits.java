package dev.stipend.api;

import dev.stipend.job.Job;
import dev.stipend.job.JobNews;
import dev.stipend.job.JobNews.Hearer;
import dev.stipend.job.JobNews.Watch;
import dev.stipend.job.WaitingRoom;
import dev.stipend.job.WaitingRoom.Entry;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Clients that wait for a job. Who hangs up is forgotten at once. */
final class Waits {

  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final JobNews news;
  private final WaitingRoom room;
  private final OwnJobs jobs;

  Waits(JobNews news, WaitingRoom room, OwnJobs jobs) {
    this.news = news;
    this.room = room;
    this.jobs = jobs;
  }

  /** Lets a client wait, until its request ends one way or the other. */
  void enter(RoutingContext context, TeamId team) {
    if (isGone(context)) {
      throw new HttpClosedException("the client hung up");
    }
    switch (room.enter(team)) {
      case ENTERED -> context.addEndHandler(_ -> room.leave(team));
      case FULL_FOR_TEAM -> throw full(ProblemCode.TOO_MANY_WAITING, "clients of this team wait.");
      case FULL -> throw full(ProblemCode.WAITING_UNAVAILABLE, "clients wait at this gateway.");
    }
  }

  /** The same for somebody who gets an answer in any case, at the worst without having waited. */
  private boolean mayEnter(RoutingContext context, TeamId team) {
    boolean entered = !isGone(context) && room.enter(team) == Entry.ENTERED;
    if (entered) {
      context.addEndHandler(_ -> room.leave(team));
    }
    return entered;
  }

  /** For as long as the request lasts; only for who has entered. */
  void watch(RoutingContext context, SpendId id, Hearer hearer) {
    Watch watch = news.watch(id, hearer);
    context.addEndHandler(_ -> watch.close());
  }

  /** The job when it has ended, or as it stands when the time is over. */
  Future<Job> end(RoutingContext context, Job job, Duration atMost) {
    if (atMost.isZero() || job.state().isFinal()) {
      return Future.succeededFuture(job);
    }
    enter(context, job.team());
    return await(context, job.id(), atMost)
        .compose(over -> jobs.find(job.id().value(), job.team()));
  }

  /** The same of a job that was just bought: whatever keeps it from waiting, it was bought. */
  Future<Job> endOfBought(RoutingContext context, SpendId id, TeamId team, Duration atMost) {
    Future<Void> over =
        mayEnter(context, team) ? await(context, id, atMost) : Future.succeededFuture();
    return over.compose(_ -> jobs.find(id.value(), team));
  }

  private Future<Void> await(RoutingContext context, SpendId id, Duration atMost) {
    Context own = context.vertx().getOrCreateContext();
    Promise<Void> over = Promise.promise();
    long timer = context.vertx().setTimer(atMost.toMillis(), _ -> over.tryComplete());
    watch(
        context,
        id,
        new Hearer() {
          @Override
          public void heard(Job job) {
            if (job.state().isFinal()) {
              stopped();
            }
          }

          @Override
          public void stopped() {
            own.runOnContext(_ -> over.tryComplete());
          }
        });
    context.addEndHandler(
        _ -> {
          context.vertx().cancelTimer(timer);
          over.tryFail(new HttpClosedException("the client hung up"));
        });
    return over.future();
  }

  /** Nothing would tell of its end any more. */
  private static boolean isGone(RoutingContext context) {
    return context.response().closed();
  }

  private static ProblemException full(ProblemCode code, String who) {
    return new ProblemException(Problem.of(code, "As many as may " + who).retryAfter(COME_BACK));
  }
}
