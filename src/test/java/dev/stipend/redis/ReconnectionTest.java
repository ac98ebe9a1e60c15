package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** By a clock that moves only when told to. */
class ReconnectionTest {

  private static final int MANY = 300;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong();
  private final Reconnection reconnection = new Reconnection(now::get, new Random(7));

  @AfterEach
  void end() {
    await(vertx.close());
  }

  @Test
  void pausesDoubleUpToTwoSecondsAndAreNeverShorterThanHalf() {
    long whole = Reconnection.PAUSE_MIN.toNanos();
    for (int i = 0; i < 100; i++) {
      assertThat(reconnection.mayTry()).isTrue();
      reconnection.failed(reconnection.failures());
      now.addAndGet(whole / 2 - 1);
      assertThat(reconnection.mayTry()).as("after half of %s", whole).isFalse();
      now.addAndGet(whole - whole / 2 + 1);
      whole = Math.min(2 * whole, Reconnection.PAUSE_MAX.toNanos());
    }
  }

  @Test
  void whatBreaksIsConnectedAgainAtOnce() {
    reconnection.failed(0);
    reconnection.worked();

    assertThat(reconnection.mayTry()).isTrue();
    assertThat(reconnection.mayTry()).isTrue();
  }

  @Test
  void attemptsThatFailTogetherCountOnceAndOneIsMadeForAll() {
    for (int i = 0; i < 8; i++) {
      assertThat(reconnection.mayTry()).isTrue();
    }
    for (int i = 0; i < 8; i++) {
      reconnection.failed(0);
    }

    assertThat(reconnection.failures()).isEqualTo(1);
    now.addAndGet(Reconnection.PAUSE_MIN.toNanos());
    assertThat(reconnection.mayTry()).isTrue();
    assertThat(reconnection.mayTry()).isFalse();
  }

  @Test
  void deadRedisIsNotHammeredByEveryCall() throws IOException {
    AtomicInteger knocks = new AtomicInteger();
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> closeWhoeverComes(door, knocks));
      Lane lane = lane("redis://127.0.0.1:" + door.getLocalPort());
      failMany(lane);
      assertThat(knocks).hasValue(1);
      for (int round = 2; round < 12; round++) {
        now.addAndGet(Reconnection.PAUSE_MAX.toNanos());
        failMany(lane);
        assertThat(knocks).hasValue(round);
      }
    }
  }

  @Test
  void redisThatReturnsIsFoundAfterOnePause() {
    assumeTrue(RedisServer.isInstalled(), "redis-server is there");
    try (RedisServer server = RedisServer.start("save \"\"")) {
      Lane lane = lane(server.url());
      assertThat(await(ping(lane)).toString()).isEqualTo("PONG");
      server.kill();
      failMany(lane);
      server.restart();

      now.addAndGet(Reconnection.PAUSE_MAX.toNanos());

      assertThat(await(ping(lane)).toString()).isEqualTo("PONG");
    }
  }

  private Lane lane(String url) {
    return new Lane(RedisRoutes.of(RedisClients.of(vertx, url)).general(), reconnection);
  }

  private static void failMany(Lane lane) {
    for (int i = 0; i < MANY; i++) {
      assertThatThrownBy(() -> await(ping(lane))).isNotNull();
    }
  }

  private static Future<Response> ping(Lane lane) {
    return lane.use(
        System.nanoTime() + Duration.ofSeconds(5).toNanos(),
        connection -> connection.send(Request.cmd(Command.PING)));
  }

  private static void closeWhoeverComes(ServerSocket door, AtomicInteger knocks) {
    while (!door.isClosed()) {
      try {
        Socket visitor = door.accept();
        knocks.incrementAndGet();
        visitor.close();
      } catch (IOException closed) {
        return;
      }
    }
  }
}
