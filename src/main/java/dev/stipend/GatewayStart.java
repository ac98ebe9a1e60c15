package dev.stipend;

import dev.stipend.CoreAssembly.Peers;
import dev.stipend.admin.AdminRoutes;
import dev.stipend.admin.Health;
import dev.stipend.api.Intake;
import dev.stipend.api.TeamRoutes;
import dev.stipend.budget.Calendar;
import dev.stipend.chain.Wallet;
import dev.stipend.config.Config;
import dev.stipend.config.PaymentSettings;
import dev.stipend.config.RedisSettings;
import dev.stipend.config.SettingNames;
import dev.stipend.metrics.Meters;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.redis.RedisBudgets;
import dev.stipend.redis.RedisCheck;
import dev.stipend.redis.RedisClients;
import dev.stipend.redis.RedisLink;
import dev.stipend.sandbox.Sandbox;
import dev.stipend.sandbox.SandboxSettings;
import dev.stipend.treasury.Funding;
import dev.stipend.treasury.TokenWatch;
import dev.stipend.upload.AttachedCalls;
import dev.stipend.web.AccessLog;
import dev.stipend.web.Authentication;
import dev.stipend.web.BodyReader;
import dev.stipend.web.ErrorsPage;
import dev.stipend.web.Listener;
import dev.stipend.web.Problems;
import dev.stipend.web.RequestIds;
import dev.stipend.web.SecurityHeaders;
import dev.stipend.web.Step;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts a gateway, from Redis up to the open ports. It blocks, and fails with the first trouble.
 */
final class GatewayStart {

  private static final Duration STEP_MAX = Duration.ofSeconds(30);
  private static final Duration REDIS_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration FOLLOW_INTERVAL = Duration.ofMillis(250);
  private static final Duration OPEN_SPENDS_INTERVAL = Duration.ofMillis(500);
  private static final Duration NEWS_INTERVAL = Duration.ofSeconds(1);
  private static final Duration WEBHOOK_INTERVAL = Duration.ofMillis(500);
  private static final Duration BUSY_INTERVAL = Duration.ofSeconds(5);
  private static final Duration FUNDING_INTERVAL = Duration.ofSeconds(15);
  private static final Duration MEDIA_INTERVAL = Duration.ofMinutes(5);
  private static final Duration CATALOGUE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration TOKEN_INTERVAL = Duration.ofMinutes(1);
  private static final Duration IDLE_MARGIN = Duration.ofMinutes(2);
  private static final Duration BOOKS_INTERVAL = Duration.ofSeconds(1);
  private static final Duration GAUGE_INTERVAL = Duration.ofSeconds(10);

  private final Config config;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Vertx vertx;
  private final List<AutoCloseable> begun = new ArrayList<>();
  private int freePort;

  GatewayStart(Config config) {
    this(config, Vertx.vertx(), InstantSource.system());
  }

  /** On event loops of its own, which end with the gateway. */
  GatewayStart(Config config, Vertx vertx) {
    this(config, vertx, InstantSource.system());
  }

  /** By a clock of its own. */
  GatewayStart(Config config, Vertx vertx, InstantSource clock) {
    this.config = config;
    this.vertx = vertx;
    this.clock = clock;
  }

  /** Whatever was begun is ended again when a later step fails. */
  Gateway start() throws Exception {
    try {
      return begin();
    } catch (Exception e) {
      for (AutoCloseable part : begun.reversed()) {
        part.close();
      }
      vertx.close().await(STEP_MAX.toSeconds(), TimeUnit.SECONDS);
      throw e;
    }
  }

  private Gateway begin() throws Exception {
    byte[] pepper =
        HexFormat.of().parseHex(LocalSecrets.readOrMake(config.access().pepperFile(), random));
    EmbeddedRedis embedded = embeddedRedis();
    RedisLink redis =
        embedded == null
            ? new RedisLink(
                RedisClients.external(vertx, (RedisSettings.External) config.redis()),
                REDIS_TIMEOUT)
            : new RedisLink(RedisClients.of(vertx, embedded.url()), REDIS_TIMEOUT);
    done(
        RedisCheck.refuseIfUnfit(vertx, redis, clock).recover(RedisAway.from(config.redis())),
        RedisCheck.PATIENCE.plus(STEP_MAX));
    done(new BooksMemory(config, random).claim(redis));
    done(new RedisBudgets(redis).repack());
    WalletsAtHand wallets = WalletsAtHand.open(config, vertx, random);
    Sandbox sandbox = sandbox(wallets.paying());
    Peers peers = sandbox == null ? Peers.real(config) : Peers.sandbox(config, sandbox);
    Meters meters = new Meters(registry, Version.current());
    Core core =
        new CoreAssembly(config, vertx, clock, random).build(redis, peers, wallets, pepper, meters);
    done(ChainStart.begin(core));
    done(core.sales().shelf().watch().begin());
    Health health = new Health(redis::verify);
    Gateway gateway = new Gateway(config, vertx, redis, embedded, sandbox, core, health);
    gateway.serve(teamListeners(core), adminListeners(core, health), heartbeats(core, redis));
    return gateway;
  }

  private @Nullable EmbeddedRedis embeddedRedis() {
    if (!(config.redis() instanceof RedisSettings.Embedded)) {
      return null;
    }
    EmbeddedRedis redis = EmbeddedRedis.start(config.local().data().resolve("redis"));
    begun.add(redis);
    return redis;
  }

  private @Nullable Sandbox sandbox(Wallet wallet) {
    if (!config.upstream().isSandbox()) {
      return null;
    }
    var settings = config.sandbox();
    Sandbox sandbox =
        done(
            Sandbox.start(
                    vertx,
                    new SandboxSettings(
                        settings.port(),
                        config.local().data().resolve("sandbox"),
                        settings.imageTime(),
                        settings.videoTime()))
                .recover(taken("sandbox.port", "127.0.0.1", settings.port())));
    begun.add(() -> done(sandbox.close()));
    done(sandbox.fundOnce(wallet.address().hex(), settings.opening().micros()));
    return sandbox;
  }

  private List<Listener> teamListeners(Core core) {
    var server = config.server();
    TeamRoutes routes =
        new TeamRoutes(
            new TeamRoutes.Selling(
                core.sales().calls(), core.sales().quoting(), core.sales().pace()),
            new TeamRoutes.Uploads(
                core.work().uploads().uploading(),
                new AttachedCalls(core.sales().calls(), core.work().uploads().uploading()),
                core.work().uploads().store(),
                new Intake(
                    vertx, core.work().media(), config.upstream().uploads().sizeMax().bytes()),
                core.work().uploads().confirmations()),
            new TeamRoutes.Reading(
                new TeamRoutes.Shelf(
                    core.sales().catalogue(), core.sales().shelf().watch(), core.money().stops()),
                core.work().jobs(),
                core.work().media(),
                core.money().budgets(),
                clock,
                calendar(),
                new TeamRoutes.Waiting(
                    core.work().news(), core.work().room(), core.work().webhooks())),
            new Authentication(core.register().callers()),
            bodies(),
            core.links());
    Router router = router(core.meters());
    routes.addTo(router);
    return listen(router, "port", server.host(), server.port());
  }

  private List<Listener> adminListeners(Core core, Health health) {
    Core.ChainBooks chainBooks = core.money().chainBooks();
    AdminRoutes routes =
        new AdminRoutes(
            new AdminRoutes.Register(
                core.register().directory(),
                core.register().keyIssue(),
                core.money().budgets(),
                calendar(),
                core.sales().catalogue(),
                core.sales().shelf().watch(),
                core.work().webhooks()),
            new AdminRoutes.Books(
                core.money().ledger(),
                core.money().chain(),
                chainBooks == null ? null : chainBooks.statements(),
                core.money().wallets().addresses(),
                config.treasury().chain().network(),
                clock),
            new AdminRoutes.Guard(
                core.money().watch(),
                core.money().stops(),
                core.money().doubts(),
                core.money().operatorFunding()),
            new Authentication(core.register().callers()),
            bodies(),
            health,
            registry::scrape);
    Router router = router(core.meters());
    routes.addTo(router);
    return listen(router, "adminPort", config.server().adminHost(), config.server().adminPort());
  }

  private Calendar calendar() {
    return new Calendar(config.access().timeZone(), config.access().weekStart());
  }

  private BodyReader bodies() {
    return new BodyReader(Math.toIntExact(config.server().bodyMax().bytes()));
  }

  private Router router(Meters meters) {
    Router router = Router.router(vertx);
    Problems.install(router);
    router
        .route()
        .handler(new RequestIds())
        .handler(new AccessLog(System::nanoTime, meters::answered))
        .handler(new SecurityHeaders());
    router.get("/docs/errors").handler(Step.of(new ErrorsPage()::answer));
    return router;
  }

  /** One for each event loop, all on one port: whoever accepts, the same router answers. */
  private List<Listener> listen(Router router, String setting, String host, int port) {
    List<Listener> listeners = new ArrayList<>();
    // Vert.x shares a free port only among those that ask for it by the same negative number.
    int shared = port == 0 ? --freePort : port;
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Listener listener = new Listener(router, host, shared, idleMax());
      done(vertx.deployVerticle(listener).recover(taken(setting, host, port)));
      listeners.add(listener);
    }
    return listeners;
  }

  /** Says of a port that cannot be had which setting names it. */
  private static <T> Function<Throwable, Future<T>> taken(String setting, String host, int port) {
    return failure ->
        Future.failedFuture(
            failure instanceof BindException
                ? new IllegalStateException(
                    "port %d on %s is taken (%s). Stop what listens there, or set %s; 0 takes any"
                            .formatted(port, host, setting, SettingNames.variable(setting))
                        + " free one.",
                    failure)
                : failure);
  }

  private Duration idleMax() {
    PaymentSettings payment = config.treasury().payment();
    Duration paidTwice = payment.answerTimeout().multipliedBy(2);
    return payment.quoteTimeout().plus(paidTwice).plus(IDLE_MARGIN);
  }

  private List<Heartbeat> heartbeats(Core core, RedisLink redis) {
    List<Heartbeat> beats = new ArrayList<>();
    beats.add(beat("jobs", FOLLOW_INTERVAL, () -> core.work().follower().followDue()));
    beats.add(
        beat("open spends", OPEN_SPENDS_INTERVAL, () -> core.money().openSpends().lookAfterDue()));
    beats.add(beat("media", MEDIA_INTERVAL, () -> core.work().media().tidy()));
    beats.add(beat("job channel", NEWS_INTERVAL, () -> core.work().channel().keep()));
    beats.add(beat("job news", NEWS_INTERVAL, () -> core.work().news().lookAgain()));
    beats.add(beat("ended jobs", WEBHOOK_INTERVAL, () -> core.work().deliveries().planEnded()));
    beats.add(beat("webhooks", WEBHOOK_INTERVAL, () -> core.work().deliveries().deliverDue()));
    beats.add(beat("busy calls", BUSY_INTERVAL, () -> core.work().busyCalls().lookAfterDue()));
    Funding funding = core.money().funding();
    if (funding != null) {
      beats.add(beat("funding", FUNDING_INTERVAL, funding::bookNew));
    }
    TokenWatch watch = core.money().tokenWatch();
    if (watch != null) {
      beats.add(beat("token", TOKEN_INTERVAL, watch::look));
    }
    Core.ChainBooks chainBooks = core.money().chainBooks();
    if (chainBooks != null) {
      beats.add(
          beat(
              "reconciliation",
              FUNDING_INTERVAL,
              () -> chainBooks.reconciliation().goOn().onSuccess(core.meters()::reconciled)));
    }
    beats.add(beat("catalogue", CATALOGUE_INTERVAL, () -> core.sales().shelf().watch().look()));
    Gauges gauges = new Gauges(core, redis, clock);
    beats.add(beat("books", BOOKS_INTERVAL, gauges::watch));
    beats.add(beat("gauges", GAUGE_INTERVAL, gauges::refresh));
    return beats;
  }

  private Heartbeat beat(String name, Duration interval, Supplier<Future<?>> task) {
    return new Heartbeat(vertx, name, interval, task).start();
  }

  private static <T> T done(Future<T> step) {
    return done(step, STEP_MAX);
  }

  private static <T> T done(Future<T> step, Duration atMost) {
    try {
      return step.await(atMost.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("a step of the start did not end within " + atMost, e);
    }
  }
}
