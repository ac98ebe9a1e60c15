package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.redis.EmbeddedRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** M3: what reaches the seller has been written down before. */
class WrittenBeforeSentTest {

  private static final int CALLS = 20;

  @Test
  void sellerFindsEveryPaymentItReceivesInRedisAlready() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (EmbeddedRedis server = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"))) {
      Redis redis = Redis.createClient(vertx, server.url());
      List<String> seen = Collections.synchronizedList(new ArrayList<>());
      try (OutsideSeller seller = OutsideSeller.start();
          SellerFront front =
              SellerFront.before(seller, payment -> seen.add(stateOf(redis, nonce(payment))));
          RunningGateway gateway = start(seller, front, server)) {
        Customer customer = gateway.customer("5.00");

        List<CompletableFuture<Http.Reply>> calls =
            IntStream.range(0, CALLS)
                .mapToObj(
                    i -> customer.http().postLater(Customer.PICTURE, "{\"prompt\":\"" + i + "\"}"))
                .toList();

        assertThat(calls).allSatisfy(call -> assertThat(call.join().status()).isEqualTo(200));
        assertThat(seen).hasSize(CALLS).containsOnly("authorized");
        gateway.books().equal(seller.sandbox().chain().transfers());
      }
      redis.close();
    } finally {
      vertx.close();
    }
  }

  private static RunningGateway start(
      OutsideSeller seller, SellerFront front, EmbeddedRedis redis) {
    Map<String, String> environment = new HashMap<>(seller.environment(front.origin()));
    environment.put("STIPEND_REDIS", redis.url());
    return RunningGateway.start(RunningGateway.newFolder(), environment);
  }

  private static String nonce(String payment) {
    String json = new String(Base64.getDecoder().decode(payment), StandardCharsets.UTF_8);
    return JsonMapper.shared().readTree(json).at("/payload/authorization/nonce").asString();
  }

  /** The state of the one spend with that nonce, as Redis has it now. */
  private static String stateOf(Redis redis, String nonce) {
    for (Response key : send(redis, Request.cmd(Command.KEYS).arg("stipend:{money}:spend:*"))) {
      Response spend = send(redis, Request.cmd(Command.HGETALL).arg(key.toString()));
      if (nonce.equalsIgnoreCase(String.valueOf(spend.get("nonce")))) {
        return spend.get("state").toString();
      }
    }
    return "not written";
  }

  private static Response send(Redis redis, Request request) {
    try {
      return redis.send(request).await(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
