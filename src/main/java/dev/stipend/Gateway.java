package dev.stipend;

import dev.stipend.admin.Health;
import dev.stipend.config.Config;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.redis.RedisLink;
import dev.stipend.sandbox.Sandbox;
import dev.stipend.web.Listener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway. It stops in the reverse order of its start: nothing new is taken on, what was
 * begun is finished within a bound, and only then do Redis and the rest end.
 */
final class Gateway {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(10);
  private static final Duration CLOSE_SOON = Duration.ofSeconds(1);
  private static final Duration DRAIN_CHECK = Duration.ofMillis(50);

  private final Config config;
  private final Vertx vertx;
  private final RedisLink redis;
  private final @Nullable EmbeddedRedis embeddedRedis;
  private final @Nullable Sandbox sandbox;
  private final Core core;
  private final Health health;
  private volatile boolean stopping;
  private final List<Listener> teams = new ArrayList<>();
  private final List<Listener> operators = new ArrayList<>();
  private final List<Heartbeat> heartbeats = new ArrayList<>();

  Gateway(
      Config config,
      Vertx vertx,
      RedisLink redis,
      @Nullable EmbeddedRedis embeddedRedis,
      @Nullable Sandbox sandbox,
      Core core,
      Health health) {
    this.config = config;
    this.vertx = vertx;
    this.redis = redis;
    this.embeddedRedis = embeddedRedis;
    this.sandbox = sandbox;
    this.core = core;
    this.health = health;
  }

  void serve(List<Listener> forTeams, List<Listener> forOperators, List<Heartbeat> beats) {
    teams.addAll(forTeams);
    operators.addAll(forOperators);
    heartbeats.addAll(beats);
    health.ready();
  }

  Core core() {
    return core;
  }

  URI teamUrl() {
    return url(config.server().host(), teams);
  }

  /** Every route that a team can reach. */
  Router teamRouter() {
    return teams.getFirst().router();
  }

  /** Every route that an operator can reach. */
  Router adminRouter() {
    return operators.getFirst().router();
  }

  URI adminUrl() {
    return url(config.server().adminHost(), operators);
  }

  /** When the Redis that this gateway started ends; never for another one. */
  CompletableFuture<Integer> redisDied() {
    return embeddedRedis == null
        ? new CompletableFuture<>()
        : embeddedRedis.exited().toCompletableFuture();
  }

  boolean isStopping() {
    return stopping;
  }

  @Nullable Sandbox sandbox() {
    return sandbox;
  }

  /** Blocks until everything has ended. */
  void stop() {
    stopping = true;
    health.draining();
    LOG.atInfo().addKeyValue("payments", core.sales().payment().underWay()).log("draining");
    Duration drain = config.server().drainTime();
    quietly(() -> Future.join(heartbeats.stream().map(Heartbeat::stop).toList()), CLOSE_MAX);
    core.work().news().close();
    quietly(core.work().channel()::close, CLOSE_MAX);
    quietly(() -> all(teams, drain), drain.plus(CLOSE_MAX));
    quietly(() -> end(core.sales().payment()::underWay), drain);
    quietly(() -> end(core.money().openSpends()::underWay), CLOSE_MAX);
    quietly(() -> all(operators, CLOSE_SOON), CLOSE_MAX);
    quietly(redis::close, CLOSE_MAX);
    if (sandbox != null) {
      quietly(sandbox::close, CLOSE_MAX);
    }
    quietly(vertx::close, CLOSE_MAX);
    if (embeddedRedis != null) {
      embeddedRedis.close();
    }
    LOG.atInfo().log("stopped");
  }

  /** A payment outlives its client, and a look after a spend its beat: nobody else waits. */
  private Future<Void> end(IntSupplier underWay) {
    if (underWay.getAsInt() == 0) {
      return Future.succeededFuture();
    }
    return vertx
        .timer(DRAIN_CHECK.toMillis(), TimeUnit.MILLISECONDS)
        .compose(again -> end(underWay));
  }

  private static Future<?> all(List<Listener> listeners, Duration atMost) {
    return Future.join(listeners.stream().map(listener -> listener.drain(atMost)).toList());
  }

  private static void quietly(Supplier<Future<?>> step, Duration atMost) {
    try {
      step.get().await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      LOG.atWarn().addKeyValue("reason", e.toString()).log("a step of stopping did not end well");
    }
  }

  private static URI url(String host, List<Listener> listeners) {
    String shown = host.equals("0.0.0.0") ? "localhost" : host;
    return URI.create("http://" + shown + ":" + listeners.getFirst().port());
  }
}
