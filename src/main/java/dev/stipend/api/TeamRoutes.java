package dev.stipend.api;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Calendar;
import dev.stipend.call.CallOnce;
import dev.stipend.call.Pace;
import dev.stipend.call.Quoting;
import dev.stipend.catalog.Catalogue;
import dev.stipend.job.JobStore;
import dev.stipend.job.MediaStore;
import dev.stipend.upload.AttachedCalls;
import dev.stipend.upload.Confirmations;
import dev.stipend.upload.FileStore;
import dev.stipend.upload.Uploading;
import dev.stipend.web.BodyReader;
import dev.stipend.web.Step;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;

/** The routes of the teams' port. */
public final class TeamRoutes {

  private final Selling selling;
  private final Uploads uploads;
  private final Reading reading;
  private final Handler<RoutingContext> authentication;
  private final BodyReader bodies;
  private final Links links;

  public TeamRoutes(
      Selling selling,
      Uploads uploads,
      Reading reading,
      Handler<RoutingContext> authentication,
      BodyReader bodies,
      Links links) {
    this.selling = selling;
    this.uploads = uploads;
    this.reading = reading;
    this.authentication = authentication;
    this.bodies = bodies;
    this.links = links;
  }

  public void addTo(Router router) {
    CallReply reply = new CallReply(links);
    OwnJobs ownJobs = new OwnJobs(reading.jobs());
    JobView view = new JobView(reading.catalogue(), links);
    ContentRoute content = new ContentRoute(ownJobs, reading.media(), links);

    router.get("/").handler(Step.of(new FrontRoute()::answer));
    router
        .get("/api/jobs/:id/content")
        .handler(content.signedOr(authentication))
        .handler(Step.of(content::answer));
    router.route("/api/*").handler(BodyReader.hold()).handler(authentication);
    router
        .post("/api/generate/:model/:operation")
        .handler(
            Step.of(
                new GenerateRoute(
                        selling.calls(),
                        new AttachedRoute(
                            uploads.attached(), reading.catalogue(), uploads.intake()),
                        new PaceHeaders(selling.pace()),
                        bodies,
                        reply)
                    ::answer));
    router
        .post("/api/quote/:model/:operation")
        .handler(Step.of(new QuoteRoute(selling.quoting(), bodies, reply)::answer));
    addUploads(router, reply);
    router.get("/api/jobs").handler(Step.of(new JobsRoute(reading.jobs(), view)::answer));
    router.get("/api/jobs/:id").handler(Step.of(new JobRoute(ownJobs, view)::answer));
    router
        .get("/api/budget")
        .handler(
            Step.of(
                new BudgetRoute(reading.budgets(), reading.clock(), reading.organisation())
                    ::answer));
    router.get("/api/models").handler(Step.of(new ModelsRoute(reading.catalogue())::answer));
  }

  private void addUploads(Router router, CallReply reply) {
    router
        .post("/api/upload")
        .handler(
            Step.of(
                new UploadRoute(
                        selling.calls(),
                        uploads.uploading(),
                        uploads.intake(),
                        bodies,
                        new PaceHeaders(selling.pace()),
                        new UploadReply(reading.jobs(), uploads.store(), reply))
                    ::answer));
    router
        .post("/api/upload/confirm")
        .handler(
            Step.of(new ConfirmRoute(reading.jobs(), uploads.confirmations(), bodies)::answer));
  }

  /** The use cases that may lead to a payment. */
  public record Selling(CallOnce calls, Quoting quoting, Pace pace) {}

  /** What files need that clients bring. */
  public record Uploads(
      Uploading uploading,
      AttachedCalls attached,
      FileStore store,
      Intake intake,
      Confirmations confirmations) {}

  /** What is only read. */
  public record Reading(
      Catalogue catalogue,
      JobStore jobs,
      MediaStore media,
      Budgets budgets,
      InstantSource clock,
      Calendar organisation) {}
}
