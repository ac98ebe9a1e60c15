package dev.stipend.treasury;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.budget.Stop;
import dev.stipend.chain.ChainSettings;
import dev.stipend.chain.JsonRpcChain;
import dev.stipend.redis.RealRedis;
import dev.stipend.redis.RedisStops;
import dev.stipend.x402.Address;
import dev.stipend.x402.Token;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against an endpoint whose token answers as told. */
class TokenWatchTest {

  private static final Address WALLET = Address.parse("0x" + "a".repeat(40));
  private static final Address PAYEE = Address.parse("0x" + "b".repeat(40));
  private static final String PAUSED = "0x5c975abb";
  private static final String DECIMALS = "0x313ce567";
  private static final String IS_BLACKLISTED = "0xfe575a87" + "0".repeat(24);

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private RedisStops stops;
  private TokenWatch watch;

  @BeforeEach
  void start() {
    answers.put("0x3644e515", Token.BASE_USDC.domainSeparator().hex());
    answers.put(DECIMALS, word(6));
    answers.put(PAUSED, word(0));
    answers.put(IS_BLACKLISTED + "a".repeat(40), word(0));
    answers.put(IS_BLACKLISTED + "b".repeat(40), word(0));
    HttpServer server =
        await(redis.vertx().createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
    URI endpoint = URI.create("http://127.0.0.1:" + server.actualPort());
    stops = new RedisStops(redis.link());
    watch =
        new TokenWatch(
            new JsonRpcChain(redis.vertx(), ChainSettings.of(endpoint, Token.BASE_USDC)),
            stops,
            List.of(WALLET, PAYEE));
  }

  @Test
  void whileTheTokenIsPausedNothingIsSignedAndAfterwardsItIs() {
    answers.put(PAUSED, word(1));
    await(watch.look());
    await(watch.look());
    assertThat(reasons()).containsExactly("the token is paused");

    answers.put(PAUSED, word(0));
    await(watch.look());
    await(watch.look());
    assertThat(reasons()).isEmpty();
    assertThat(await(stops.notices(10, null)).items())
        .extracting(Notice::kind)
        .containsExactly("stopped", "lifted");
  }

  @Test
  void aBlacklistedPartyStopsPayments() {
    answers.put(IS_BLACKLISTED + "b".repeat(40), word(1));
    await(watch.look());

    assertThat(reasons())
        .singleElement()
        .asString()
        .contains("blacklist")
        .containsIgnoringCase(PAYEE.hex());
  }

  @Test
  void aTokenThatCountsOtherwiseStopsPayments() {
    answers.put(DECIMALS, word(18));
    await(watch.look());

    assertThat(reasons()).containsExactly("the token does not count in millionths");
  }

  @Test
  void aTokenThatCannotBePausedIsNot() {
    answers.remove(PAUSED);
    await(watch.look());

    assertThat(reasons()).isEmpty();
  }

  @Test
  void aChainThatDoesNotTellChangesNothing() {
    answers.put(PAUSED, word(1));
    await(watch.look());
    answers.put(PAUSED, "0x");

    assertThatThrownBy(() -> await(watch.look())).hasMessageContaining("32 bytes");
    assertThat(reasons()).hasSize(1);
  }

  @Test
  void whatAnOperatorPausedStaysPaused() {
    await(stops.stop(new Stop.Everything(), "key_1", "incident"));
    await(watch.look());

    assertThat(reasons()).containsExactly("incident");
  }

  private List<String> reasons() {
    return await(stops.standing()).stream().map(Stop::reason).toList();
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .map(
            body -> {
              JsonObject call = body.toJsonObject();
              JsonObject answer = new JsonObject().put("id", call.getLong("id"));
              if (call.getString("method").equals("eth_chainId")) {
                return answer.put("result", "0x2105");
              }
              String data = call.getJsonArray("params").getJsonObject(0).getString("data");
              return answers.containsKey(data)
                  ? answer.put("result", answers.get(data))
                  : answer.put("error", new JsonObject().put("code", 3).put("message", "reverted"));
            })
        .compose(answer -> request.response().end(answer.encode()))
        .onFailure(failure -> request.response().reset());
  }

  private static String word(int number) {
    return "0x%064x".formatted(number);
  }
}
