package dev.stipend.admin;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Calendar;
import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.CatalogueWatch;
import dev.stipend.ledger.Ledger;
import dev.stipend.team.Directory;
import dev.stipend.team.KeyIssue;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.Doubts;
import dev.stipend.treasury.OperatorFunding;
import dev.stipend.treasury.Statements;
import dev.stipend.treasury.Stops;
import dev.stipend.treasury.TreasuryWatch;
import dev.stipend.web.BodyReader;
import dev.stipend.web.Step;
import dev.stipend.webhook.Webhooks;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The routes of the operators' port. */
public final class AdminRoutes {

  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Register register;
  private final Books books;
  private final Guard guard;
  private final Handler<RoutingContext> authentication;
  private final BodyReader bodies;
  private final Health health;
  private final Supplier<String> metrics;

  /**
   * Serves what it is given.
   *
   * @param metrics the metrics in Prometheus's text form
   */
  public AdminRoutes(
      Register register,
      Books books,
      Guard guard,
      Handler<RoutingContext> authentication,
      BodyReader bodies,
      Health health,
      Supplier<String> metrics) {
    this.register = register;
    this.books = books;
    this.guard = guard;
    this.authentication = authentication;
    this.bodies = bodies;
    this.health = health;
    this.metrics = metrics;
  }

  public void addTo(Router router) {
    router.get("/livez").handler(Step.of(health::live));
    router.get("/readyz").handler(Step.of(health::readiness));
    router.get("/metrics").handler(Step.of(this::metrics));
    router
        .route("/admin/*")
        .handler(BodyReader.hold())
        .handler(authentication)
        .handler(Permission.toRead());
    addRegister(router);
    addWebhooks(router);
    addLimits(router);
    addModels(router);
    addBooks(router);
  }

  private void addRegister(Router router) {
    TeamsRoute teams = new TeamsRoute(register.directory(), bodies, register.organisation());
    KeysRoute keys = new KeysRoute(register.directory(), register.issue(), bodies);
    LimitsRoute limits =
        new LimitsRoute(register.budgets(), register.directory(), bodies, register.catalogue());
    PolicyRoute policies = new PolicyRoute(register.directory(), bodies, register.catalogue());
    router.get("/admin/teams").handler(Step.of(teams::list));
    router.post("/admin/teams").handler(Permission.toOperate()).handler(Step.of(teams::create));
    router
        .put("/admin/teams/:id/policy")
        .handler(Permission.toOperate())
        .handler(Step.of(policies::ofTeam));
    router
        .put("/admin/keys/:id/policy")
        .handler(Permission.toOperate())
        .handler(Step.of(policies::ofApiKey));
    router.get("/admin/keys").handler(Step.of(keys::list));
    router.post("/admin/keys").handler(Permission.toOperate()).handler(Step.of(keys::create));
    router.get("/admin/limits").handler(Step.of(limits::list));
    router.post("/admin/limits").handler(Permission.toOperate()).handler(Step.of(limits::set));
    router.delete("/admin/limits").handler(Permission.toOperate()).handler(Step.of(limits::remove));
  }

  private void addWebhooks(Router router) {
    WebhooksRoute webhooks = new WebhooksRoute(register.webhooks(), register.directory(), bodies);
    router.get("/admin/webhooks").handler(Step.of(webhooks::list));
    router
        .post("/admin/webhooks")
        .handler(Permission.toOperate())
        .handler(Step.of(webhooks::create));
    router
        .post("/admin/webhooks/:id/disable")
        .handler(Permission.toOperate())
        .handler(Step.of(webhooks::disable));
  }

  private void addLimits(Router router) {
    RaisesRoute raises = new RaisesRoute(register.budgets(), bodies, books.clock());
    EffectiveRoute effective =
        new EffectiveRoute(
            register.budgets(), register.directory(), register.organisation(), books.clock());
    router.get("/admin/limits/effective").handler(Step.of(effective::answer));
    router.get("/admin/limits/raises").handler(Step.of(raises::list));
    router
        .post("/admin/limits/raises")
        .handler(Permission.toOperate())
        .handler(Step.of(raises::create));
    router.get("/admin/events").handler(Step.of(raises::events));
  }

  private void addModels(Router router) {
    ModelsRoute models =
        new ModelsRoute(register.catalogue(), register.watch(), guard.stops(), bodies);
    router.get("/admin/models").handler(Step.of(models::list));
    router
        .put("/admin/models/:model")
        .handler(Permission.toOperate())
        .handler(Step.of(models::decide));
    router
        .put("/admin/models/:model/:operation")
        .handler(Permission.toOperate())
        .handler(Step.of(models::decide));
    router
        .post("/admin/models/refresh")
        .handler(Permission.toOperate())
        .handler(Step.of(models::refresh));
  }

  private void addBooks(Router router) {
    BooksRoute route = new BooksRoute(books.ledger(), books.clock());
    TreasuryRoute treasury =
        new TreasuryRoute(guard.watch(), books.chain(), books.wallets(), books.network());
    StopsRoute stops = new StopsRoute(guard.stops(), register.catalogue(), bodies);
    router.get("/admin/spends").handler(Step.of(route::spends));
    router.get("/admin/spends/:id").handler(Step.of(route::spend));
    router.get("/admin/ledger").handler(Step.of(route::rows));
    router.get("/admin/ledger/totals").handler(Step.of(route::totals));
    router.get("/admin/treasury").handler(Step.of(treasury::answer));
    router
        .get("/admin/treasury/reconciliation")
        .handler(Step.of(new ReconciliationRoute(books.statements())::answer));
    router.get("/admin/treasury/notices").handler(Step.of(stops::notices));
    router
        .post("/admin/treasury/pause")
        .handler(Permission.toOperate())
        .handler(Step.of(stops::pause));
    router
        .post("/admin/treasury/resume")
        .handler(Permission.toOperate())
        .handler(Step.of(stops::resume));
    addHandwork(router);
  }

  /** What only people can tell. */
  private void addHandwork(Router router) {
    DoubtRoute doubt = new DoubtRoute(guard.doubts(), bodies, books.clock());
    FundingRoute funding = new FundingRoute(guard.funding(), books.chain() != null, bodies);
    router.get("/admin/doubt").handler(Step.of(doubt::list));
    router
        .post("/admin/doubt/:spend")
        .handler(Permission.toOperate())
        .handler(Step.of(doubt::rule));
    router
        .post("/admin/doubt/:spend/cancel")
        .handler(Permission.toOperate())
        .handler(Step.of(doubt::cancel));
    router
        .post("/admin/treasury/funding")
        .handler(Permission.toOperate())
        .handler(Step.of(funding::book));
  }

  private Future<Void> metrics(RoutingContext context) {
    return context.response().putHeader("Content-Type", METRICS_TYPE).end(metrics.get());
  }

  /** What operators change. */
  public record Register(
      Directory directory,
      KeyIssue issue,
      Budgets budgets,
      Calendar organisation,
      Catalogue catalogue,
      CatalogueWatch watch,
      Webhooks webhooks) {}

  /** What stands before the treasury. */
  public record Guard(TreasuryWatch watch, Stops stops, Doubts doubts, OperatorFunding funding) {}

  /**
   * What finance reads.
   *
   * @param statements absent like the chain, where no endpoint is configured
   * @param wallets the one that pays, and those that paid before
   */
  public record Books(
      Ledger ledger,
      @Nullable Chain chain,
      @Nullable Statements statements,
      List<Address> wallets,
      String network,
      InstantSource clock) {}
}
