package dev.stipend;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.Frontier.Neighbours;
import dev.stipend.Moment.When;
import dev.stipend.chain.ChainSettings;
import dev.stipend.chain.JsonRpcChain;
import dev.stipend.redis.RealRedis;
import dev.stipend.redis.RedisClients;
import dev.stipend.redis.RedisFunding;
import dev.stipend.redis.RedisLedger;
import dev.stipend.redis.RedisLink;
import dev.stipend.sandbox.Sandbox;
import dev.stipend.sandbox.SandboxSettings;
import dev.stipend.treasury.Funding;
import dev.stipend.x402.Address;
import dev.stipend.x402.Token;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Those two steps at which books get money. They come too seldom for {@link KilledAnywhereTest},
 * and die here at the same {@link Frontier}.
 */
class KilledFundingTest {

  private static final Address WALLET = Address.parse("0x" + "a".repeat(40));
  private static final Address FRIEND = Address.parse("0x" + "b".repeat(40));
  private static final long OPENING = 1_000_000_000;
  private static final Duration SAFE = Duration.ofSeconds(10);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  @RegisterExtension final RealRedis redis = new RealRedis();

  private Sandbox sandbox;
  private JsonRpcChain chain;

  @BeforeEach
  void start() {
    sandbox =
        await(
            Sandbox.start(
                redis.vertx(),
                new SandboxSettings(0, null, Duration.ofSeconds(1), Duration.ofSeconds(1))));
    await(sandbox.fundOnce(WALLET.hex(), OPENING));
    await(sandbox.fundOnce(FRIEND.hex(), OPENING));
    chain = new JsonRpcChain(redis.vertx(), ChainSettings.of(sandbox.chainRpc(), Token.BASE_USDC));
  }

  @AfterEach
  void stop() {
    await(chain.close());
    await(sandbox.close());
  }

  @ParameterizedTest
  @EnumSource(
      value = When.class,
      names = {"BEFORE", "AFTER"})
  void whoDiesWhileOpeningLeavesBooksThatAreOpenedOnce(When when) {
    dieAt(new Moment("open", when, 1));

    assertThat(treasury()).isEqualTo(when == When.AFTER ? OPENING : 0);
    bookNew();
    bookNew();
    assertThat(treasury()).isEqualTo(OPENING);
  }

  @ParameterizedTest
  @EnumSource(
      value = When.class,
      names = {"BEFORE", "AFTER"})
  void whoDiesWhileBookingDepositsLeavesThemBookedOnce(When when) {
    bookNew();
    for (int i = 1; i <= 3; i++) {
      await(sandbox.chain().send(FRIEND.hex(), WALLET.hex(), i));
    }
    await(sandbox.chain().advance(SAFE));

    dieAt(new Moment("fund", when, 1));

    assertThat(treasury()).isEqualTo(OPENING + (when == When.AFTER ? 6 : 0));
    bookNew();
    bookNew();
    assertThat(treasury()).isEqualTo(OPENING + 6);
  }

  /** Scripts are known by their source, so Redis must be told it once more. */
  private void dieAt(Moment moment) {
    await(redis.link().send(Request.cmd(Command.SCRIPT).arg("FLUSH")));
    try (Neighbours world = new Neighbours(RealRedis.url(), sandbox.origin());
        Frontier frontier = Frontier.open(world)) {
      frontier.dieAt(moment);
      RedisLink doomed =
          new RedisLink(RedisClients.of(redis.vertx(), frontier.redisUrl()), ANSWER_MAX);
      assertThatThrownBy(() -> await(funding(doomed).bookNew())).isNotNull();
      assertThat(await(frontier.death())).isEqualTo(moment.place());
      await(doomed.close());
    }
  }

  private void bookNew() {
    await(funding(redis.link()).bookNew());
  }

  private Funding funding(RedisLink link) {
    return new Funding(new RedisFunding(link), chain, WALLET);
  }

  private long treasury() {
    return await(new RedisLedger(redis.link()).balances()).getOrDefault("treasury", 0L);
  }
}
