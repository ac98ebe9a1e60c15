package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.redis.RedisTalk;
import dev.stipend.sandbox.Fault;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Without the books nothing is bought. */
class RedisDownTest {

  private static final String PROCESS =
      "EVAL \"return string.match(redis.call('INFO', 'server'), 'process_id:(%d+)')\" 0";

  @Test
  void nothingIsBoughtWhileRedisIsAway() {
    EmbeddedRedis redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
    try (OutsideSeller seller = OutsideSeller.start()) {
      Map<String, String> environment = new HashMap<>(seller.environment());
      environment.put("STIPEND_REDIS", redis.url());
      try (RunningGateway gateway = RunningGateway.start(RunningGateway.newFolder(), environment)) {
        Customer customer = gateway.customer("5.00");
        assertThat(customer.buyPicture("before").status()).isEqualTo(200);
        assertThat(gateway.admin().with(null).get("/readyz").status()).isEqualTo(200);

        redis.close();

        isUnavailable(customer.buyPicture("after"));
        isUnavailable(customer.http().get("/api/budget"));
        isUnavailable(customer.http().get("/api/jobs"));
        Reply ready = gateway.admin().with(null).get("/readyz");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.at("/redis")).isEqualTo("down");
        assertThat(gateway.admin().with(null).get("/livez").status()).isEqualTo(200);
        assertThat(BooksCheck.paid(seller.sandbox().chain().transfers())).hasSize(1);
      }
    } finally {
      redis.close();
    }
  }

  @Test
  void redisThatHangsWhileTheMoneyMovesKeepsItHeld() throws Exception {
    try (OutsideSeller seller = OutsideSeller.start();
        EmbeddedRedis redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"))) {
      String server = new RedisTalk(redis.url()).say(PROCESS);
      Map<String, String> environment = new HashMap<>(seller.environment());
      environment.put("STIPEND_REDIS", redis.url());
      try (RunningGateway gateway = RunningGateway.start(RunningGateway.newFolder(), environment)) {
        Customer customer = gateway.customer("5.00");
        seller.sandbox().faults().arm(Fault.DELAY_AFTER_SETTLE, 1, Map.of("millis", "500"));
        var call = customer.http().postLater(Customer.PICTURE, "{\"prompt\":\"hanging\"}");
        Eventually.until(
            "the money on chain",
            () -> !BooksCheck.paid(seller.sandbox().chain().transfers()).isEmpty());

        signal("STOP", server);
        Reply bought = Http.await(call);
        signal("CONT", server);

        assertThat(bought.status()).as("%s", bought).isEqualTo(202);
        assertThat(bought.at("/payment")).isEqualTo("in_doubt");
        assertThat(customer.job(bought.at("/jobId")).status()).isEqualTo(200);
        assertThat(customer.limit().get("left").asString()).isEqualTo("4.866");
        gateway.books().explain(seller.sandbox().chain().transfers());
      } finally {
        signal("CONT", server);
      }
    }
  }

  private static void signal(String name, String process) throws Exception {
    assertThat(new ProcessBuilder("sh", "-c", "kill -" + name + " " + process).start().waitFor())
        .isZero();
  }

  private static void isUnavailable(Reply reply) {
    assertThat(reply.status()).as("%s", reply).isEqualTo(503);
    assertThat(reply.at("/code")).isEqualTo("budget_unavailable");
    assertThat(reply.at("/help")).contains("Nothing was paid").contains("Redis");
    assertThat(reply.header("x-should-retry")).isEqualTo("true");
    assertThat(reply.header("Retry-After")).isNotEmpty();
  }
}
