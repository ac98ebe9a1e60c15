package dev.stipend.api;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Calendar;
import dev.stipend.call.CallOnce;
import dev.stipend.call.Pace;
import dev.stipend.call.Quoting;
import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.CatalogueWatch;
import dev.stipend.job.JobNews;
import dev.stipend.job.JobStore;
import dev.stipend.job.MediaStore;
import dev.stipend.job.WaitingRoom;
import dev.stipend.treasury.Stops;
import dev.stipend.upload.AttachedCalls;
import dev.stipend.upload.Confirmations;
import dev.stipend.upload.FileStore;
import dev.stipend.upload.Uploading;
import dev.stipend.web.BodyReader;
import dev.stipend.web.Step;
import dev.stipend.webhook.Webhooks;
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
    OwnJobs ownJobs = new OwnJobs(reading.jobs());
    JobView view = new JobView(reading.shelf().catalogue(), links);
    CallReply reply = new CallReply(links, view);
    Waits waits = new Waits(reading.waiting().news(), reading.waiting().room(), ownJobs);
    EventsRoute events = new EventsRoute(ownJobs, view, waits);
    ContentRoute content = new ContentRoute(ownJobs, reading.media(), links);

    router.get("/").handler(Step.of(new FrontRoute()::answer));
    router
        .get("/api/jobs/:id/content")
        .handler(content.signedOr(authentication))
        .handler(Step.of(content::answer));
    router.route("/api/*").handler(BodyReader.hold()).handler(authentication);
    GenerateRoute generate =
        new GenerateRoute(
            selling.calls(),
            new AttachedRoute(uploads.attached(), reading.shelf().catalogue(), uploads.intake()),
            new PaceHeaders(selling.pace()),
            bodies,
            reply,
            waits);
    UploadRoute upload =
        new UploadRoute(
            selling.calls(),
            uploads.uploading(),
            uploads.intake(),
            bodies,
            new PaceHeaders(selling.pace()),
            new UploadReply(reading.jobs(), uploads.store(), reply));
    ConfirmRoute confirm = new ConfirmRoute(reading.jobs(), uploads.confirmations(), bodies);
    JobsRoute jobs = new JobsRoute(reading.jobs(), view);
    JobRoute job = new JobRoute(ownJobs, view, waits, events);
    for (Family family : Family.values()) {
      router.post(family.upload()).handler(Step.of(upload::answer));
      router.post(family.confirmation()).handler(Step.of(confirm::answer));
      router.post(family.generate()).handler(Step.of(generate::answer));
      router.get(family.jobs()).handler(Step.of(jobs::answer));
      router.get(family.job()).handler(Step.of(job::answer));
    }
    router.get("/api/jobs/:id/events").handler(Step.of(events::answer));
    router
        .post("/api/quote/:model/:operation")
        .handler(Step.of(new QuoteRoute(selling.quoting(), bodies, reply)::answer));
    addWebhooks(router);
    router
        .get("/api/budget")
        .handler(
            Step.of(
                new BudgetRoute(reading.budgets(), reading.clock(), reading.organisation())
                    ::answer));
    router
        .get("/api/models")
        .handler(Step.of(new ModelsRoute(reading.shelf(), selling.quoting())::answer));
  }

  private void addWebhooks(Router router) {
    WebhooksRoute webhooks = new WebhooksRoute(reading.waiting().webhooks(), bodies);
    router.get("/api/webhooks").handler(Step.of(webhooks::list));
    router.post("/api/webhooks").handler(Step.of(webhooks::create));
    router.delete("/api/webhooks/:id").handler(Step.of(webhooks::remove));
    router.post("/api/webhooks/:id/rotate").handler(Step.of(webhooks::rotate));
    router.post("/api/webhooks/:id/disable").handler(Step.of(webhooks::disable));
    router.post("/api/webhooks/:id/enable").handler(Step.of(webhooks::enable));
    router.get("/api/webhooks/:id/deliveries").handler(Step.of(webhooks::deliveries));
    router.post("/api/webhooks/:id/redeliver").handler(Step.of(webhooks::redeliver));
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

  /** What there is to buy, how it changed, and what of it is stopped. */
  public record Shelf(Catalogue catalogue, CatalogueWatch watch, Stops stops) {}

  /** What is only read. */
  public record Reading(
      Shelf shelf,
      JobStore jobs,
      MediaStore media,
      Budgets budgets,
      InstantSource clock,
      Calendar organisation,
      Waiting waiting) {}

  /** Those who wait for jobs, and how many may; and those who want to be told. */
  public record Waiting(JobNews news, WaitingRoom room, Webhooks webhooks) {}
}
