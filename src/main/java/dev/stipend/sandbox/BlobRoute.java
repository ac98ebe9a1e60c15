package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;

/** Results for whoever knows their name, for a while. Each is drawn when it is asked for. */
final class BlobRoute implements Route {

  static final Duration LINK_LIFE = Duration.ofMinutes(20);

  private static final int HUGE_BYTES = 64 * 1024 * 1024;

  private final Vertx vertx;
  private final SandboxJobs jobs;
  private final Faults faults;

  BlobRoute(Vertx vertx, SandboxJobs jobs, Faults faults) {
    this.vertx = vertx;
    this.jobs = jobs;
    this.faults = faults;
  }

  @Override
  public Future<Answer> answer(Call call) {
    int dot = call.parameter().lastIndexOf('.');
    String name = dot < 0 ? call.parameter() : call.parameter().substring(0, dot);
    Optional<Format> format = Format.ofEnding(dot < 0 ? "" : call.parameter().substring(dot));
    Optional<Job> job = jobs.ofBlob(name).filter(found -> has(found, format));
    if (job.isEmpty() || format.isEmpty()) {
      return Future.succeededFuture(Answer.text(404, "Not found"));
    }
    Job found = job.get();
    if (faults.fires(Fault.LINK_EXPIRED)
        || jobs.nowMillis() > found.endMillis() + LINK_LIFE.toMillis()) {
      return Future.succeededFuture(Answer.text(403, "The link has expired"));
    }
    Optional<Answer> instead = instead();
    if (instead.isPresent()) {
      return Future.succeededFuture(instead.get());
    }
    return Pause.of(vertx, faults.take(Fault.DOWNLOAD_DELAY))
        .compose(done -> vertx.executeBlocking(() -> draw(found, format.get()), false))
        .map(answer -> faults.fires(Fault.DOWNLOAD_CUT) ? answer.cut() : answer);
  }

  private Optional<Answer> instead() {
    if (faults.fires(Fault.DOWNLOAD_WRONG_TYPE)) {
      return Optional.of(
          Answer.text(200, "<!doctype html><title>Sorry</title>")
              .with("Content-Type", "text/html"));
    }
    Optional<Armed> redirects = faults.take(Fault.DOWNLOAD_REDIRECTS);
    if (redirects.isPresent()) {
      String location = redirects.get().text("location", "http://127.0.0.1:9/elsewhere");
      return Optional.of(Answer.text(302, "").with("Location", location));
    }
    return faults
        .take(Fault.DOWNLOAD_HUGE)
        .map(
            armed ->
                Answer.bytes(
                    200,
                    "image/png",
                    Buffer.buffer(new byte[(int) armed.number("bytes", HUGE_BYTES)])));
  }

  /** Its result, or the thumbnail of a clip. */
  private boolean has(Job job, Optional<Format> format) {
    boolean isOwn = format.filter(given -> given == Format.of(job)).isPresent();
    boolean isThumbnail = job.product().isClip() && format.filter(Format.PNG::equals).isPresent();
    return job.state(jobs.nowMillis()) == Job.State.COMPLETE && (isOwn || isThumbnail);
  }

  private static Answer draw(Job job, Format format) {
    return Answer.bytes(200, format.contentType(), Buffer.buffer(format.draw(job)));
  }
}
