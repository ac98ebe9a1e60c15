package dev.stipend;

import dev.stipend.Moment.When;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * All ways between one gateway and the world: to Redis, to the seller with its chain, and from its
 * clients. It can be cut at one instant, chosen by what passes.
 *
 * <p>From that instant on not a byte passes in either direction, and every connection is closed, as
 * the kernel closes those of a process that was killed: what had been handed to it before still
 * arrives. Whatever the gateway behind it goes on to do is seen by nobody. So a gateway cut off and
 * left to itself is, to Redis, seller, chain and clients, one that was ended by SIGKILL, at a
 * hundredth of the price of a process. All ways are served by one event loop, which makes the
 * instant the same for all of them. A frontier that was cut never opens again: the next gateway
 * gets another one.
 */
final class Frontier implements AutoCloseable {

  private static final int OPEN_SECONDS_MAX = 10;

  private final RedisDoor redis;
  private final SellerDoor seller;
  private final ClientDoor clients;
  private final Promise<String> death = Promise.promise();
  private final List<Runnable> walls = new ArrayList<>();
  private @Nullable Moment moment;
  private int seen;
  private boolean isCut;
  private boolean endsWithItsProcess;

  private Frontier(Neighbours world) {
    redis = new RedisDoor(this, world);
    seller = new SellerDoor(this, world);
    clients = new ClientDoor(this, world);
  }

  static Frontier open(Neighbours world) {
    Frontier frontier = new Frontier(world);
    done(
        Future.all(frontier.redis.open(), frontier.seller.open(), frontier.clients.open())
            .map(open -> frontier));
    return frontier;
  }

  String redisUrl() {
    return redis.url();
  }

  URI sellerOrigin() {
    return seller.origin();
  }

  /** Where clients find the gateway, once it is known where it listens. */
  URI lead(URI gateway) {
    return clients.lead(gateway);
  }

  /**
   * Nothing passes any more from the instant on, but the connections are left to the kernel: the
   * gateway behind is a process, and somebody ends it then.
   */
  Frontier ofProcess() {
    endsWithItsProcess = true;
    return this;
  }

  /** The gateway dies when this comes; what has passed by now does not count. */
  void dieAt(Moment next) {
    redis.world().run(() -> await(next));
  }

  /** The gateway dies at whatever it does then. */
  void dieWithin(long millis) {
    redis.world().vertx().setTimer(millis + 1, timer -> die("a random moment"));
  }

  /** The gateway dies now, unless it did before. */
  void dieNow() {
    redis.world().run(() -> die("now"));
  }

  /** Completed at the instant of death with what it was doing. */
  Future<String> death() {
    return death.future();
  }

  /** Waits for death, and helps where it does not come; answers what the gateway was doing. */
  Optional<String> awaitDeath(long millisMax) {
    try {
      return Optional.of(death().await(millisMax, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      dieNow();
      done(death());
      return Optional.empty();
    }
  }

  /** Asked by the doors, on the event loop, before anything passes. */
  boolean passes(String step, When when) {
    Moment next = moment;
    if (!isCut && next != null && next.step().equals(step) && next.when() == when) {
      seen++;
      if (seen == next.nth()) {
        die(next.place());
      }
    }
    return !isCut;
  }

  boolean isCut() {
    return isCut;
  }

  /** What closes a way when all are closed. */
  void wall(Runnable wall) {
    walls.add(wall);
  }

  @Override
  public void close() {
    dieNow();
    done(death());
    redis.world().run(() -> walls.forEach(Runnable::run));
  }

  private void await(Moment next) {
    moment = next;
    seen = 0;
  }

  private void die(String place) {
    if (!isCut) {
      isCut = true;
      if (!endsWithItsProcess) {
        walls.forEach(Runnable::run);
      }
      death.complete(place);
    }
  }

  private static <T> T done(Future<T> step) {
    try {
      return step.await(OPEN_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** What lies beyond the frontiers of all gateways, and the one event loop that serves those. */
  static final class Neighbours implements AutoCloseable {

    private static final int HEADER_BYTES_MAX = 65_536;
    private static final int SELLER_CONNECTIONS_MAX = 1000;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final ScriptNames scripts = new ScriptNames();
    private final NetClient client = vertx.createNetClient();
    private final HttpClientAgent http =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(false).setMaxHeaderSize(HEADER_BYTES_MAX),
            new PoolOptions().setHttp1MaxSize(SELLER_CONNECTIONS_MAX));
    private final String redis;
    private final URI seller;

    Neighbours(String redis, URI seller) {
      this.redis = redis;
      this.seller = seller;
    }

    Vertx vertx() {
      return vertx;
    }

    NetClient client() {
      return client;
    }

    HttpClientAgent http() {
      return http;
    }

    ScriptNames scripts() {
      return scripts;
    }

    String redis() {
      return redis;
    }

    URI seller() {
      return seller;
    }

    void run(Runnable action) {
      loop.runOnContext(ran -> action.run());
    }

    @Override
    public void close() {
      done(vertx.close());
    }
  }
}
