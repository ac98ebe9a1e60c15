package dev.stipend.api;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Calendar;
import dev.stipend.call.CallOnce;
import dev.stipend.call.Pace;
import dev.stipend.call.Quoting;
import dev.stipend.catalog.Catalogue;
import dev.stipend.job.JobNews;
import dev.stipend.job.JobStore;
import dev.stipend.job.MediaStore;
import dev.stipend.job.WaitingRoom;
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
  private final Reading reading;
  private final Handler<RoutingContext> authentication;
  private final BodyReader bodies;
  private final Links links;

  public TeamRoutes(
      Selling selling,
      Reading reading,
      Handler<RoutingContext> authentication,
      BodyReader bodies,
      Links links) {
    this.selling = selling;
    this.reading = reading;
    this.authentication = authentication;
    this.bodies = bodies;
    this.links = links;
  }

  public void addTo(Router router) {
    OwnJobs ownJobs = new OwnJobs(reading.jobs());
    JobView view = new JobView(reading.catalogue(), links);
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
    router
        .post("/api/generate/:model/:operation")
        .handler(
            Step.of(
                new GenerateRoute(
                        selling.calls(), new PaceHeaders(selling.pace()), bodies, reply, waits)
                    ::answer));
    router
        .post("/api/quote/:model/:operation")
        .handler(Step.of(new QuoteRoute(selling.quoting(), bodies, reply)::answer));
    router.get("/api/jobs").handler(Step.of(new JobsRoute(reading.jobs(), view)::answer));
    router
        .get("/api/jobs/:id")
        .handler(Step.of(new JobRoute(ownJobs, view, waits, events)::answer));
    router.get("/api/jobs/:id/events").handler(Step.of(events::answer));
    addWebhooks(router);
    router
        .get("/api/budget")
        .handler(
            Step.of(
                new BudgetRoute(reading.budgets(), reading.clock(), reading.organisation())
                    ::answer));
    router.get("/api/models").handler(Step.of(new ModelsRoute(reading.catalogue())::answer));
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

  /** What is only read. */
  public record Reading(
      Catalogue catalogue,
      JobStore jobs,
      MediaStore media,
      Budgets budgets,
      InstantSource clock,
      Calendar organisation,
      Waiting waiting) {}

  /** Those who wait for jobs, and how many may; and those who want to be told. */
  public record Waiting(JobNews news, WaitingRoom room, Webhooks webhooks) {}
}
