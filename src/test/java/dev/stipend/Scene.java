package dev.stipend;

import dev.stipend.redis.RedisTalk;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where gateways die: a Redis and a seller that outlive them, and customers with limits.
 *
 * @param environment how a gateway reaches seller and Redis when nothing is in between
 */
record Scene(
    Path data, Map<String, String> environment, List<Customer> customers, Aftermath aftermath) {

  /** Two teams with room for everything, and one whose limit will be in the way. */
  static Scene set(OutsideSeller seller, String redis) {
    Path data = RunningGateway.newFolder();
    Map<String, String> environment = new HashMap<>(seller.environment());
    environment.put("STIPEND_ADMIN_KEY", RunningGateway.OPERATOR);
    environment.put("STIPEND_PAYMENT_ANSWER_TIMEOUT", "3s");
    environment.put("STIPEND_PAYMENT_QUOTE_TIMEOUT", "3s");
    environment.put("STIPEND_REDIS", redis);
    try (RunningGateway gateway = RunningGateway.start(data, environment)) {
      List<Customer> customers =
          List.of(
              gateway.customer("90000.00"),
              gateway.customer("90000.00"),
              gateway.customer("20.00"));
      return new Scene(
          data,
          environment,
          customers,
          new Aftermath(redis, seller.sandbox(), data, environment, customers));
    } finally {
      // Those who watch what passes learn each script from the request that loads it.
      var _ = new RedisTalk(redis).say("SCRIPT FLUSH");
    }
  }
}
