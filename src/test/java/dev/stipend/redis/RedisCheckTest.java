package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.net.NetServer;
import io.vertx.redis.client.Command;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisCheckTest {

  private static final InstantSource NOW = InstantSource.system();
  private static final String FIT =
      "# Server\r\nredis_version:7.0.0\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n";

  @RegisterExtension final RealRedis redis = new RealRedis();

  @AfterEach
  void restore() {
    set("maxmemory-policy", "noeviction");
  }

  @Test
  void embeddedRedisIsFit() {
    await(check(redis.link(), NOW));
  }

  @Test
  void redisThatMayEvictIsRefused() {
    for (String policy : new String[] {"allkeys-lru", "volatile-ttl"}) {
      set("maxmemory-policy", policy);
      assertThatThrownBy(() -> await(check(redis.link(), NOW)))
          .hasMessageContaining(policy)
          .hasMessageContaining("noeviction");
    }
  }

  @Test
  void clocksThatAreAMinuteApartAreRefused() {
    for (long seconds : new long[] {-3_600, -62, 62, 3_600}) {
      InstantSource clock = () -> Instant.now().plusSeconds(seconds);
      assertThatThrownBy(() -> await(check(redis.link(), clock))).hasMessageContaining("clocks");
    }
    for (long seconds : new long[] {-30, 30}) {
      await(check(redis.link(), () -> Instant.now().plusSeconds(seconds)));
    }
  }

  @Test
  void redisThatForbidsToAskIsTaken() {
    await(
        redis
            .link()
            .send(Command.ACL, "SETUSER", "guest", "on", ">hush", "~*", "+@all", "-info", "-time"));
    URI url = URI.create(RealRedis.url());
    RedisLink guest = link("redis://guest:hush@" + url.getHost() + ":" + url.getPort());

    await(check(guest, NOW));

    await(guest.close());
    await(redis.link().send(Command.ACL, "DELUSER", "guest"));
  }

  @Test
  void oldRedisIsRefused() {
    assertThatThrownBy(() -> checkOf(FIT.replace("7.0.0", "6.0.16"), 0))
        .hasMessageContaining("6.0.16")
        .hasMessageContaining("6.2");
    checkOf(FIT.replace("7.0.0", "6.2.14"), 0);
  }

  @Test
  void redisThatDoesNotKnowItsPolicyIsTakenWithAWarning() {
    checkOf("# Server\r\nredis_version:7.0.0\r\n", 0);
  }

  @Test
  void loadingRedisIsAskedAgainAndThenTakenAtItsWord() {
    assertThat(checkOf(FIT, 2)).isEqualTo(3);
    assertThatThrownBy(() -> checkOf(FIT.replace("noeviction", "allkeys-lfu"), 1))
        .hasMessageContaining("allkeys-lfu");
  }

  @Test
  void redisThatNeverGetsReadyIsGivenUp() {
    AtomicInteger looks = new AtomicInteger();
    InstantSource clock =
        () -> Instant.now().plus(RedisCheck.PATIENCE.multipliedBy(looks.getAndIncrement()));

    assertThatThrownBy(() -> checkOf(FIT, Integer.MAX_VALUE, clock))
        .hasMessageContaining("LOADING");
  }

  private int checkOf(String info, int loading) {
    return checkOf(info, loading, NOW);
  }

  /** Against a server that is loading at first; answers how often it was asked for its facts. */
  private int checkOf(String info, int loading, InstantSource clock) {
    AtomicInteger asked = new AtomicInteger();
    NetServer server =
        await(
            redis
                .vertx()
                .createNetServer()
                .connectHandler(
                    socket ->
                        socket.handler(
                            data -> {
                              String text = data.toString(StandardCharsets.UTF_8);
                              socket.write(answer(text, info, asked, loading));
                            }))
                .listen(0, "127.0.0.1"));
    RedisLink link = link("redis://127.0.0.1:" + server.actualPort());
    try {
      await(check(link, clock));
      return asked.get();
    } finally {
      await(link.close());
      await(server.close());
    }
  }

  private static String answer(String command, String info, AtomicInteger asked, int loading) {
    String upper = command.toUpperCase(Locale.ROOT);
    if (upper.contains("\r\nINFO\r\n")) {
      return asked.incrementAndGet() <= loading
          ? "-LOADING Redis is loading the dataset in memory\r\n"
          : "$" + info.length() + "\r\n" + info + "\r\n";
    }
    if (upper.contains("\r\nTIME\r\n")) {
      String seconds = Long.toString(Instant.now().getEpochSecond());
      return "*2\r\n$" + seconds.length() + "\r\n" + seconds + "\r\n$1\r\n0\r\n";
    }
    return upper.contains("HELLO") ? "-ERR unknown command 'HELLO'\r\n" : "+OK\r\n";
  }

  private RedisLink link(String url) {
    return new RedisLink(RedisClients.of(redis.vertx(), url), Duration.ofSeconds(3));
  }

  private Future<Void> check(RedisLink link, InstantSource clock) {
    return RedisCheck.refuseIfUnfit(redis.vertx(), link, clock);
  }

  private void set(String name, String value) {
    await(redis.link().send(Command.CONFIG, "SET", name, value));
  }
}
