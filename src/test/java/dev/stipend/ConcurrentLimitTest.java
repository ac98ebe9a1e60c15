package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.money.Money;
import dev.stipend.redis.EmbeddedRedis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

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

  @Test
  void limitsOnAllScopesHoldAcrossGatewaysToTheMicroDollar() {
    Path pepper = RunningGateway.newFolder().resolve("pepper");
    try (EmbeddedRedis redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
        OutsideSeller seller = OutsideSeller.start()) {
      Map<String, String> environment = new HashMap<>(seller.environment());
      environment.put("STIPEND_REDIS", redis.url());
      environment.put("STIPEND_KEYS_PEPPER_FILE", pepper.toString());
      try (RunningGateway one = RunningGateway.start(RunningGateway.newFolder(), environment);
          RunningGateway two = RunningGateway.start(RunningGateway.newFolder(), environment)) {
        // By price: 40 fit the organisation, 25 each team, 15 the first API key of each.
        List<Customer> customers = List.of(one.customer("3.35"), one.customer("3.4839"));
        limit(one, "org", "day", Map.of("amount", "5.36"));
        List<Http> clients = new ArrayList<>();
        for (Customer customer : customers) {
          Reply issued = one.admin().post("/admin/keys", Map.of("team", customer.team()));
          String first = customer.http().get("/api/budget").json().get("apiKey").asString();
          limit(one, "key:" + first, "hour", Map.of("amount", "2.01", "class", "image"));
          for (String secret : List.of(customer.secret(), issued.at("/secret"))) {
            clients.add(one.team().with(secret));
            clients.add(two.team().with(secret));
          }
        }

        List<CompletableFuture<Reply>> calls =
            IntStream.range(0, 500)
                .mapToObj(
                    i ->
                        clients
                            .get(i % clients.size())
                            .postLater(Customer.PICTURE, "{\"prompt\":\"" + i + "\"}"))
                .toList();
        List<Integer> statuses = calls.stream().map(call -> Http.await(call).status()).toList();

        assertThat(statuses).containsOnly(200, 429);
        assertThat(Collections.frequency(statuses, 200)).isEqualTo(40);
        for (Customer customer : customers) {
          for (JsonNode limit : customer.http().get("/api/budget").json().get("limits")) {
            Money used = Money.parseDollars(limit.get("settled").asString());
            assertThat(used.atMost(Money.parseDollars(limit.get("amount").asString()))).isTrue();
            assertThat(limit.get("held").asString()).isEqualTo("0.00");
            if (limit.get("scope").asString().equals("org")) {
              assertThat(used).isEqualTo(Money.parseDollars("5.36"));
            }
          }
        }
        two.books().equal(seller.sandbox().chain().transfers());
      }
    }
  }

  private static void limit(
      RunningGateway gateway, String scope, String window, Map<String, String> more) {
    Map<String, String> body = new HashMap<>(more);
    body.put("scope", scope);
    body.put("window", window);
    assertThat(gateway.admin().post("/admin/limits", body).status()).isEqualTo(201);
  }
}
