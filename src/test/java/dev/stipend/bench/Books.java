package dev.stipend.bench;

import static dev.stipend.redis.RealRedis.await;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitKind;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Scope;
import dev.stipend.budget.Subject;
import dev.stipend.budget.WindowKind;
import dev.stipend.call.Claims;
import dev.stipend.job.JobStore;
import dev.stipend.ledger.Ledger;
import dev.stipend.money.Money;
import dev.stipend.redis.RedisBudgets;
import dev.stipend.redis.RedisClaims;
import dev.stipend.redis.RedisClients;
import dev.stipend.redis.RedisFunding;
import dev.stipend.redis.RedisJobs;
import dev.stipend.redis.RedisLedger;
import dev.stipend.redis.RedisLink;
import dev.stipend.redis.RedisServer;
import dev.stipend.redis.RedisSpends;
import dev.stipend.treasury.Spends;
import dev.stipend.x402.Address;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Books in a Redis of their own, and the ports and event loops of one gateway in front of it. */
final class Books implements AutoCloseable {

  /** How long things may lie about, which is longer than any run. */
  static final Duration LONG = Duration.ofDays(2);

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Address WALLET = Address.parse("0x" + "2".repeat(40));
  private static final Money TREASURY = Money.ofMicros(8_000_000_000_000_000L);
  private static final Money ROOMY = Money.ofMicros(4_000_000_000_000_000L);

  private static final Scope ORGANISATION = new Scope.Organisation();
  private static final Scope TEAM = new Scope.OfTeam(Purchases.team(0));
  private static final Scope API_KEY = new Scope.OfApiKey(Purchases.apiKey(0));
  private static final Subject IMAGES = new Subject.OfClass(Purchases.CLASS);
  private static final Subject MODEL = new Subject.OfModel(Purchases.MODEL);

  /** All of them apply to what the first team buys; the first one alone, the first four, all. */
  private static final List<Limit> LIMITS =
      List.of(
          limit(TEAM, WindowKind.MONTH, Subject.ALL),
          limit(ORGANISATION, WindowKind.MONTH, Subject.ALL),
          limit(TEAM, WindowKind.DAY, IMAGES),
          limit(API_KEY, WindowKind.LIFETIME, Subject.ALL),
          limit(ORGANISATION, WindowKind.DAY, Subject.ALL),
          limit(ORGANISATION, WindowKind.MONTH, IMAGES),
          limit(TEAM, WindowKind.HOUR, Subject.ALL),
          new Limit(TEAM, WindowKind.WEEK, Subject.ALL, ROOMY, LimitKind.WATCH, List.of(50)),
          limit(TEAM, WindowKind.MONTH, MODEL),
          limit(TEAM, WindowKind.LIFETIME, Subject.ALL),
          limit(API_KEY, WindowKind.DAY, Subject.ALL),
          limit(API_KEY, WindowKind.MONTH, IMAGES));

  private final RedisServer server;
  private final Vertx vertx = Vertx.vertx();
  private final List<Context> loops = new CopyOnWriteArrayList<>();
  private final RedisLink link;
  private final Budgets budgets;
  private final Spends spends;
  private final Claims claims;
  private final JobStore jobs;
  private final Ledger ledger;

  private Books(RedisServer server) {
    this.server = server;
    this.link = new RedisLink(RedisClients.of(vertx, server.url()), TIMEOUT);
    this.budgets = new RedisBudgets(link);
    this.spends = new RedisSpends(link);
    this.claims = new RedisClaims(link);
    this.jobs = new RedisJobs(link, InstantSource.system());
    this.ledger = new RedisLedger(link);
  }

  /**
   * Starts a Redis, empty.
   *
   * @param fsync {@code off}, {@code everysec} or {@code always}
   */
  static Books start(String fsync) {
    Books books = new Books(RedisServer.start(settings(fsync)));
    // As many as a gateway listens with.
    await(
        books.vertx.deployVerticle(
            () -> new Loop(books.loops),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors())));
    return books;
  }

  private static String[] settings(String fsync) {
    return fsync.equals("off")
        ? new String[] {"save \"\"", "appendonly no"}
        : new String[] {
          // The rewriting of the file is another process, and not what is measured.
          "save \"\"", "appendonly yes", "appendfsync " + fsync, "auto-aof-rewrite-percentage 0"
        };
  }

  /** Begins anew: a full treasury, and so many limits that apply to the first team. */
  void begin(int limits) {
    ask(Command.FLUSHALL);
    await(new RedisFunding(link).open(WALLET, TREASURY, 1));
    LIMITS.subList(0, limits).forEach(limit -> await(budgets.setLimit(limit)));
    checkApplying(limits);
  }

  private void checkApplying(int limits) {
    Purchases purchases = new Purchases(1);
    var purchase = purchases.next(0);
    ReserveOutcome outcome =
        await(budgets.reserve(purchase.order(), Purchases.PRICE, purchases.windows(), LONG));
    if (!(outcome instanceof ReserveOutcome.Reserved(var reservation))
        || reservation.left().size() != limits) {
      throw new IllegalStateException("not " + limits + " limits applied: " + outcome);
    }
  }

  /** What has been held, spent or put in doubt so far, in calls. */
  long callsBooked() {
    long micros =
        await(ledger.balances()).entrySet().stream()
            .filter(balance -> balance.getKey().contains(":"))
            .mapToLong(balance -> balance.getValue())
            .sum();
    return micros / Purchases.PRICE.micros();
  }

  Response ask(Command command, String... arguments) {
    return await(send(command, arguments));
  }

  /** For commands that may answer nothing. */
  Optional<Response> askMaybe(Command command, String... arguments) {
    return await(send(command, arguments).map(Optional::ofNullable));
  }

  private Future<Response> send(Command command, String... arguments) {
    Request request = Request.cmd(command);
    for (String argument : arguments) {
      request.arg(argument);
    }
    return link.send(request);
  }

  /** One fact of what Redis tells about itself. */
  String info(String section, String name) {
    return ask(Command.INFO, section)
        .toString()
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .findFirst()
        .map(line -> line.substring(name.length() + 1).strip())
        .orElseThrow(() -> new IllegalStateException("Redis does not tell " + name));
  }

  RedisServer server() {
    return server;
  }

  List<Context> loops() {
    return loops;
  }

  Budgets budgets() {
    return budgets;
  }

  Spends spends() {
    return spends;
  }

  Claims claims() {
    return claims;
  }

  JobStore jobs() {
    return jobs;
  }

  Ledger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    await(link.close());
    await(vertx.close());
    server.close();
  }

  private static Limit limit(Scope scope, WindowKind window, Subject subject) {
    return new Limit(scope, window, subject, ROOMY, LimitKind.HARD, Limit.THRESHOLDS_DEFAULT);
  }

  /** Stands where a gateway listens. */
  private static final class Loop extends VerticleBase {

    private final List<Context> loops;

    Loop(List<Context> loops) {
      this.loops = loops;
    }

    @Override
    public Future<?> start() {
      loops.add(context);
      return Future.succeededFuture();
    }
  }
}
