package dev.stipend.api;

import dev.stipend.job.Job;
import dev.stipend.job.JobNews;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One client's stream of events. Everything here happens on the request's own context.
 *
 * <p>Nothing piles up for a client that reads slowly: while its connection is full only the newest
 * state is kept. One that reads nothing for long is cut off. A stream ends with its job, and now
 * and then before it, so that clients come back and show that they still may.
 */
final class EventStream implements JobNews.Hearer {

  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Four minutes of a full connection. */
  private static final int FULL_BEATS_MAX = 16;

  /** A quarter of an hour. */
  private static final int BEATS_MAX = 60;

  private static final String BEGIN = "retry: 2000\n\n";
  private static final String BEAT = ": still there\n\n";

  private final HttpServerResponse response;
  private final Context own;
  private final Function<Job, Map<String, Object>> view;
  private final Promise<Void> over = Promise.promise();
  private final RoutingContext context;
  private long seen;
  private int beats;
  private int fullBeats;
  private @Nullable Job newest;

  /**
   * Writes to a client.
   *
   * @param seen the version that the client has seen, or -1
   */
  EventStream(RoutingContext context, Function<Job, Map<String, Object>> view, long seen) {
    this.context = context;
    this.response = context.response();
    this.own = context.vertx().getOrCreateContext();
    this.view = view;
    this.seen = seen;
  }

  void begin() {
    long timer = context.vertx().setPeriodic(HEARTBEAT.toMillis(), _ -> beat());
    context.addEndHandler(
        _ -> {
          context.vertx().cancelTimer(timer);
          over.tryComplete();
        });
    response.drainHandler(_ -> showNewest());
    response.write(BEGIN);
  }

  /** When the client has all, or is gone. */
  Future<Void> over() {
    return over.future();
  }

  @Override
  public void heard(Job job) {
    own.runOnContext(_ -> show(job));
  }

  @Override
  public void stopped() {
    own.runOnContext(_ -> end());
  }

  /** The end is told even to who has seen it: otherwise a client that comes back would wait. */
  void show(Job job) {
    boolean isNews = job.version() > seen || job.state().isFinal();
    if (isOver() || !isNews) {
      return;
    }
    if (response.writeQueueFull()) {
      newest = job;
      return;
    }
    newest = null;
    seen = job.version();
    response.write(event(job));
    if (job.state().isFinal()) {
      end();
    }
  }

  private void showNewest() {
    Job kept = newest;
    fullBeats = 0;
    if (kept != null) {
      show(kept);
    }
  }

  private void beat() {
    beats++;
    fullBeats = response.writeQueueFull() ? fullBeats + 1 : 0;
    if (isOver()) {
      return;
    }
    if (fullBeats >= FULL_BEATS_MAX) {
      response.reset();
    } else if (beats >= BEATS_MAX && fullBeats == 0) {
      end();
    } else if (fullBeats == 0) {
      response.write(BEAT);
    }
  }

  private void end() {
    if (!isOver()) {
      response.end();
    }
  }

  private boolean isOver() {
    return response.ended() || response.closed();
  }

  private String event(Job job) {
    return "id: "
        + job.version()
        + "\nevent: "
        + job.state().text()
        + "\ndata: "
        + JsonMapper.shared().writeValueAsString(view.apply(job))
        + "\n\n";
  }
}
