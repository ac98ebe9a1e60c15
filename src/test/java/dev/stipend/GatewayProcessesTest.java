package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.money.Money;
import dev.stipend.redis.EmbeddedRedis;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** M1 across processes: five hundred clients at once, and limits on every scope that bind. */
class GatewayProcessesTest {

  private static final Money PICTURE = Money.parseDollars("0.134");

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void limitsOnAllScopesHoldToTheMicroDollarHoweverManyGatewaysThereAre(int processes) {
    Path folder = RunningGateway.newFolder();
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"));
        OutsideSeller seller = OutsideSeller.start()) {
      Map<String, String> environment = new HashMap<>(seller.environment());
      environment.put("STIPEND_ADMIN_KEY", RunningGateway.OPERATOR);
      environment.put("STIPEND_REDIS", redis.url());
      environment.put("STIPEND_PAYMENT_RESERVATION_DEADLINE", "15s");
      environment.put("STIPEND_KEYS_PEPPER_FILE", folder.resolve("pepper").toString());
      List<GatewayProcess> gateways = start(processes, folder, environment);
      try {
        Http admin = gateways.getFirst().admin(RunningGateway.OPERATOR);
        BooksCheck books = new BooksCheck(admin);
        Town town = new Town(gateways.stream().map(each -> each.teams("")).toList(), admin);

        eachScopeBindsForSomebody(town, books);
        theOrganisationBindsForWhoeverIsLeft(town, books);

        books.equal(seller.sandbox().chain().transfers());
        assertThat(BooksCheck.paid(seller.sandbox().chain().transfers()))
            .hasSize(10 + 6 + 9 + 5 + 7);
      } finally {
        gateways.forEach(GatewayProcess::askToStop);
        gateways.forEach(GatewayProcess::close);
      }
    }
  }

  /** A team has room for ten, API keys of another for six and nine, all teams for five clips. */
  private static void eachScopeBindsForSomebody(Town town, BooksCheck books) {
    Customer reds = town.customer("reds", "1.40");
    Customer blues = town.customer("blues", "100.00");
    String second =
        town.admin().post("/admin/keys", Map.of("team", "blues", "role", "team")).at("/secret");
    Customer greens = town.customer("greens", "100.00");
    town.limit("key:" + town.keyOf(blues.secret()), "hour", "0.90", Map.of());
    town.limit("key:" + town.keyOf(second), "week", "1.25", Map.of());
    Money clip = town.price(greens, Customer.CLIP);
    Money clips = clip.plus(clip).plus(clip).plus(clip).plus(clip).plus(PICTURE);
    town.limit("org", "day", clips.toDollars(), Map.of("class", "video"));

    Rush rush = new Rush(town.gateways(), books);
    rush.send(List.of(reds.secret()), Customer.PICTURE, 150, 10, "team:reds");
    rush.send(
        List.of(blues.secret()), Customer.PICTURE, 100, 6, "key:" + town.keyOf(blues.secret()));
    rush.send(List.of(second), Customer.PICTURE, 100, 9, "key:" + town.keyOf(second));
    rush.send(List.of(greens.secret()), Customer.CLIP, 150, 5, "org");

    rush.expect();
    assertThat(town.settled(reds)).isEqualTo("1.34");
    assertThat(town.settled(blues)).isEqualTo("2.01");
    assertThat(town.settled(greens)).isEqualTo(clips.minus(PICTURE).toDollars());
  }

  /** What the organisation has left is fought over by two teams that have no limit in the way. */
  private static void theOrganisationBindsForWhoeverIsLeft(Town town, BooksCheck books) {
    Customer whites = town.customer("whites", "100.00");
    Customer greys = town.customer("greys", "100.00");
    Money spent =
        books.spends().stream()
            .filter(spend -> spend.get("state").asString().equals("settled"))
            .map(spend -> Money.parseDollars(spend.get("amount").asString()))
            .reduce(Money.ZERO, Money::plus);
    Money left = Money.ofMicros(7 * PICTURE.micros() + 133_999);
    town.limit("org", "month", spent.plus(left).toDollars(), Map.of());

    Rush rush = new Rush(town.gateways(), books);
    rush.send(List.of(whites.secret(), greys.secret()), Customer.PICTURE, 120, 7, "org");

    rush.expect();
  }

  /** At the same time, because each takes its while. */
  private static List<GatewayProcess> start(
      int processes, Path folder, Map<String, String> environment) {
    return IntStream.range(0, processes)
        .mapToObj(
            i ->
                CompletableFuture.supplyAsync(
                    () -> GatewayProcess.start(folder.resolve("data-" + i), environment)))
        .toList()
        .stream()
        .map(CompletableFuture::join)
        .toList();
  }

  /** Several gateways for the same people. */
  private record Town(List<Http> gateways, Http admin) {

    Customer customer(String team, String monthly) {
      return Customer.of(admin, gateways.getFirst(), team, monthly);
    }

    void limit(String scope, String window, String amount, Map<String, String> more) {
      Map<String, String> body = new HashMap<>(more);
      body.putAll(Map.of("scope", scope, "window", window, "amount", amount, "kind", "hard"));
      Reply reply = admin.post("/admin/limits", body);
      assertThat(reply.status()).as("%s", reply).isEqualTo(201);
    }

    String keyOf(String secret) {
      return gateways.getFirst().with(secret).get("/api/budget").at("/apiKey");
    }

    /** Asked of every gateway, so that none sees the crowd before it has seen anybody. */
    Money price(Customer customer, String path) {
      String quote = path.replace("/generate/", "/quote/");
      return gateways.stream()
          .map(each -> each.with(customer.secret()).post(quote, Map.of("prompt", "?")))
          .map(reply -> Money.parseDollars(reply.at("/price")))
          .reduce((first, last) -> last)
          .orElseThrow();
    }

    /** What the team has spent, and nothing else is on its way. */
    String settled(Customer customer) {
      JsonNode limit = customer.limit();
      assertThat(limit.get("held").asString()).isEqualTo("0.00");
      assertThat(limit.get("inDoubt").asString()).isEqualTo("0.00");
      return limit.get("settled").asString();
    }
  }
}
