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
    String ending = dot < 0 ? "" : call.parameter().substring(dot + 1);
    Optional<Job> job = jobs.ofBlob(name);
    boolean exists =
        job.filter(
                found ->
                    found.state(jobs.nowMillis()) == Job.State.COMPLETE
                        && (ending.equals("png")
                            || (ending.equals("mp4") && found.product().isClip())))
            .isPresent();
    if (!exists) {
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
        .compose(done -> vertx.executeBlocking(() -> draw(found, ending), false))
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

  private static Answer draw(Job job, String ending) {
    return ending.equals("mp4")
        ? Answer.bytes(200, "video/mp4", Buffer.buffer(Clip.of(job)))
        : Answer.bytes(200, "image/png", Buffer.buffer(Picture.of(job)));
  }
}
