package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.redis.EmbeddedRedis;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** M1 from outside: a limit holds to the cent, however many ask at once. */
class ConcurrentLimitTest {

  private static final int CALLS = 200;
  private static final int FIT = 37;

  @Test
  void limitThatFitsThirtySevenBuysExactlyThirtySeven() {
    try (RunningGateway gateway = RunningGateway.start()) {
      Customer customer = gateway.customer("5.00");

      List<CompletableFuture<Reply>> calls =
          IntStream.range(0, CALLS)
              .mapToObj(
                  i -> customer.http().postLater(Customer.PICTURE, "{\"prompt\":\"" + i + "\"}"))
              .toList();
      List<Reply> replies = calls.stream().map(Http::await).toList();

      List<Reply> refused = replies.stream().filter(reply -> reply.status() == 429).toList();
      assertThat(replies.stream().filter(reply -> reply.status() == 200)).hasSize(FIT);
      assertThat(refused).hasSize(CALLS - FIT);
      assertThat(refused)
          .allSatisfy(
              reply -> {
                assertThat(reply.at("/code")).isEqualTo("limit_exceeded");
                assertThat(reply.at("/limit/scope")).isEqualTo("team:" + customer.team());
                assertThat(reply.at("/limit/window")).isEqualTo("month");
                assertThat(reply.at("/limit/amount")).isEqualTo("5.00");
                assertThat(reply.header("x-should-retry")).isEqualTo("false");
              });
      var chain = gateway.sandbox().chain().transfers();
      assertThat(BooksCheck.paid(chain))
          .hasSize(FIT)
          .allSatisfy(transfer -> assertThat(transfer.micros()).isEqualTo(134_000));
      assertThat(customer.limit().get("settled").asString()).isEqualTo("4.958");
      assertThat(customer.limit().get("held").asString()).isEqualTo("0.00");
      assertThat(customer.limit().get("inDoubt").asString()).isEqualTo("0.00");
      gateway.books().equal(chain);
    }
  }

  @Test
  void limitHoldsAcrossGateways() {
    Path pepper = RunningGateway.newFolder().resolve("pepper");
    try (EmbeddedRedis redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
        OutsideSeller seller = OutsideSeller.start()) {
      Map<String, String> environment = new HashMap<>(seller.environment());
      environment.put("STIPEND_REDIS", redis.url());
      environment.put("STIPEND_KEYS_PEPPER_FILE", pepper.toString());
      try (RunningGateway one = RunningGateway.start(RunningGateway.newFolder(), environment);
          RunningGateway two = RunningGateway.start(RunningGateway.newFolder(), environment)) {
        Customer customer = one.customer("2.00");
        List<Http> both = List.of(customer.http(), two.team().with(customer.secret()));

        List<CompletableFuture<Reply>> calls =
            IntStream.range(0, 60)
                .mapToObj(
                    i -> both.get(i % 2).postLater(Customer.PICTURE, "{\"prompt\":\"" + i + "\"}"))
                .toList();
        List<Integer> statuses = calls.stream().map(call -> Http.await(call).status()).toList();

        assertThat(statuses).containsOnly(200, 429);
        assertThat(Collections.frequency(statuses, 200)).isEqualTo(14);
        assertThat(customer.limit().get("settled").asString()).isEqualTo("1.876");
        two.books().equal(seller.sandbox().chain().transfers());
      }
    }
  }
}
