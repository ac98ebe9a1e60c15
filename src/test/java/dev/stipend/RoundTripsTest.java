package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.bench.RoundTrips;
import dev.stipend.redis.RedisServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.stipend.redis.RedisServer#isInstalled")
class RoundTripsTest {

  /** When this fails, {@code bench.PaidCall} lacks what calls have come to do, or does too much. */
  @Test
  void theBenchmarkMeasuresExactlyTheRoundTripsOfAPaidCall() {
    List<String> measured = RoundTrips.measured();

    try (RedisServer server = RedisServer.start();
        RunningGateway gateway =
            RunningGateway.start(RunningGateway.newFolder(), environment(server))) {
      Customer customer = gateway.customer("100");
      customer.buyPicture("first", "A lighthouse");

      assertThat(
              RoundTrips.of(
                  server, () -> customer.buyPicture("second", "A lighthouse").at("/jobId")))
          .isEqualTo(measured);
    }
  }

  /** With the shipped pauses between two looks at a job, nobody looks at it meanwhile. */
  private static Map<String, String> environment(RedisServer server) {
    return Map.of("STIPEND_REDIS", server.url(), "STIPEND_CATALOGUE", "config/catalogue.yaml");
  }
}
