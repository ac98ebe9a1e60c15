package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.money.Money;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose clock is asked in a cluster, where each node has its own. */
class BooksTimeTest {

  @RegisterExtension final RealRedis redis = new RealRedis();

  private RedisLink cluster;

  @BeforeEach
  void open() {
    cluster =
        new RedisLink(
            new RedisRoutes(
                on(Future.failedFuture("another node's clock")),
                on(Future.succeededFuture()),
                Durability.MASTER),
            Duration.ofSeconds(10));
  }

  @AfterEach
  void close() {
    await(cluster.close());
  }

  @Test
  void whatTheBooksWroteIsReadByTheirClock() {
    assertThat(await(new RedisBudgets(cluster).raises())).isEmpty();
    assertThat(await(new RedisOutflow(cluster).rates()).thisHour()).isEqualTo(Money.ZERO);
    assertThat(await(new RedisLedger(cluster).spends(null, 10, null)).items()).isEmpty();
  }

  private Connector on(Future<Void> asked) {
    return new Interposed(
        RedisRoutes.of(RedisClients.of(redis.vertx(), RealRedis.url())).general(),
        command -> command.equals(Command.TIME) ? asked : Future.succeededFuture());
  }
}
