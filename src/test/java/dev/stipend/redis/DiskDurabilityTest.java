package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stipend.config.RedisDurability;
import dev.stipend.config.RedisMode;
import dev.stipend.config.RedisSettings;
import dev.stipend.ledger.BooksUnavailableException;
import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.redis.client.Command;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How the disk is asked for, on the wire. The Redis behind it is real, but may be too old for
 * WAITAOF, so somebody in between answers that one command; {@code RedisFailureTest} asks a real
 * disk where there is a Redis that can.
 */
class DiskDurabilityTest {

  /** WAITAOF 1 0 1000: this server's own disk, no replica's, within a second. */
  private static final String QUESTION =
      "*4\r\n$7\r\nWAITAOF\r\n$1\r\n1\r\n$1\r\n0\r\n$4\r\n1000\r\n";

  private static final Address WALLET = Address.parse("0x" + "2".repeat(40));

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final AtomicInteger asked = new AtomicInteger();
  private volatile int copies = 1;
  private NetServer between;
  private RedisLink link;

  @BeforeEach
  void start() {
    URI real = URI.create(RealRedis.url());
    between =
        await(
            redis
                .vertx()
                .createNetServer()
                .connectHandler(socket -> forward(socket, real))
                .listen(0, "127.0.0.1"));
    RedisSettings.External settings =
        new RedisSettings.External(
            RedisMode.STANDALONE,
            List.of(
                URI.create("redis://" + real.getUserInfo() + "@127.0.0.1:" + between.actualPort())),
            "mymaster",
            Optional.empty(),
            RedisDurability.DISK,
            Optional.empty());
    link = new RedisLink(RedisClients.external(redis.vertx(), settings), Duration.ofSeconds(5));
    await(new RedisFunding(redis.link()).open(WALLET, Money.parseDollars("1000"), 1));
  }

  @AfterEach
  void end() {
    await(link.close());
    await(between.close());
  }

  @Test
  void everyAuthorizationAsksTheDiskAndNothingElseDoes() {
    SpendingLoad load = new SpendingLoad(redis.vertx(), link).start();
    load.awaitMore(50);
    load.stop();

    assertThat(load.reasons()).isEmpty();
    assertThat(asked).hasValue(load.authorized().size());
  }

  @Test
  void nothingLeavesThatTheDiskDidNotConfirm() {
    copies = 0;
    SpendingLoad load = new SpendingLoad(redis.vertx(), link).start();
    RedisServer.until("refusals", () -> load.failed() > 20);
    load.stop();

    assertThat(load.authorized()).isEmpty();
    assertThat(load.reasons().keySet())
        .allSatisfy(
            reason ->
                assertThat(reason)
                    .contains(BooksUnavailableException.class.getSimpleName())
                    .contains("the disk did not confirm it in time"));
  }

  @Test
  void redisThatIsTooOldForItIsRefused() {
    String version = await(redis.link().send(Command.INFO, "server")).toString();
    assumeTrue(
        version.contains("redis_version:6") || version.contains("redis_version:7.0"),
        "a Redis before 7.2");

    assertThatThrownBy(
            () -> await(RedisCheck.refuseIfUnfit(redis.vertx(), link, InstantSource.system())))
        .hasMessageContaining("redisDurability disk needs 7.2");
  }

  private void forward(NetSocket socket, URI real) {
    socket.pause();
    redis
        .vertx()
        .createNetClient()
        .connect(real.getPort(), real.getHost())
        .onSuccess(
            server -> {
              StringBuilder waiting = new StringBuilder();
              server.handler(socket::write);
              socket.handler(
                  data -> {
                    waiting.append(data.toString(StandardCharsets.ISO_8859_1));
                    int whole = waiting.length() - begunQuestion(waiting);
                    server.write(answered(waiting.substring(0, whole)));
                    waiting.delete(0, whole);
                  });
              socket.closeHandler(closed -> server.close());
              socket.resume();
            });
  }

  /** How much at the end may be the question, of which the rest is still on its way. */
  private static int begunQuestion(CharSequence text) {
    int length = Math.min(QUESTION.length() - 1, text.length());
    while (!QUESTION.startsWith(
        text.subSequence(text.length() - length, text.length()).toString())) {
      length--;
    }
    return length;
  }

  /** The real Redis gives the answer, to a question that it knows. */
  private Buffer answered(String text) {
    String reply = "return {" + copies + ",0}";
    for (int at = text.indexOf(QUESTION); at >= 0; at = text.indexOf(QUESTION, at + 1)) {
      asked.incrementAndGet();
    }
    String known =
        text.replace(QUESTION, "*3\r\n$4\r\nEVAL\r\n$12\r\n" + reply + "\r\n$1\r\n0\r\n");
    return Buffer.buffer(known, StandardCharsets.ISO_8859_1.name());
  }
}
