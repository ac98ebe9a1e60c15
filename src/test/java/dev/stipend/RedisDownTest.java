package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.redis.EmbeddedRedis;
import dev.stipend.sandbox.Fault;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Without the books nothing is bought. */
class RedisDownTest {

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
    Set<ProcessHandle> before = redisServers();
    try (OutsideSeller seller = OutsideSeller.start();
        EmbeddedRedis redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"))) {
      Set<ProcessHandle> ours = redisServers();
      ours.removeAll(before);
      Map<String, String> environment = new HashMap<>(seller.environment());
      environment.put("STIPEND_REDIS", redis.url());
      try (RunningGateway gateway = RunningGateway.start(RunningGateway.newFolder(), environment)) {
        Customer customer = gateway.customer("5.00");
        seller.sandbox().faults().arm(Fault.DELAY_AFTER_SETTLE, 1, Map.of("millis", "500"));
        var call = customer.http().postLater(Customer.PICTURE, "{\"prompt\":\"hanging\"}");
        Eventually.until(
            "the money on chain",
            () -> !BooksCheck.paid(seller.sandbox().chain().transfers()).isEmpty());

        signal("STOP", ours);
        Reply bought = Http.await(call);
        signal("CONT", ours);

        assertThat(bought.status()).as("%s", bought).isEqualTo(202);
        assertThat(bought.at("/payment")).isEqualTo("in_doubt");
        assertThat(customer.job(bought.at("/jobId")).status()).isEqualTo(200);
        assertThat(customer.limit().get("left").asString()).isEqualTo("4.866");
        gateway.books().explain(seller.sandbox().chain().transfers());
      } finally {
        signal("CONT", ours);
      }
    }
  }

  private static Set<ProcessHandle> redisServers() {
    return ProcessHandle.current()
        .descendants()
        .filter(each -> each.info().command().orElse("").contains("redis"))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static void signal(String name, Set<ProcessHandle> processes) throws Exception {
    for (ProcessHandle each : processes) {
      String pid = Long.toString(each.pid());
      assertThat(new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor())
          .isZero();
    }
  }

  private static void isUnavailable(Reply reply) {
    assertThat(reply.status()).as("%s", reply).isEqualTo(503);
    assertThat(reply.at("/code")).isEqualTo("budget_unavailable");
    assertThat(reply.at("/help")).contains("Nothing was paid").contains("Redis");
    assertThat(reply.header("x-should-retry")).isEqualTo("true");
    assertThat(reply.header("Retry-After")).isNotEmpty();
  }
}
