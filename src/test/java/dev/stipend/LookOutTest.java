package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Frontier.Neighbours;
import dev.stipend.Moment.When;
import dev.stipend.redis.EmbeddedRedis;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who looks after what the dead left behind may die, too. */
class LookOutTest {

  /** From the death of one who had just begun to look until another has looked. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(10);

  private static final Duration LEFT_ALONE = Duration.ofMinutes(2);
  private static final long DEATH_MILLIS_MAX = 20_000;

  @Test
  void anotherGatewayLooksWithinSecondsWhenTheOneThatLooksIsKilled() {
    Moment written = new Moment("authorize", When.AFTER, 1);
    Moment looking = new Moment("claim_due open", When.AFTER, 1);
    try (EmbeddedRedis redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
        OutsideSeller seller = OutsideSeller.start();
        Neighbours world = new Neighbours(redis.url(), seller.sandbox().origin())) {
      Scene scene = Scene.set(seller, redis.url());
      try (DoomedGateway buys = DoomedGateway.start(world, scene.data(), scene.environment())) {
        buys.frontier().dieAt(written);
        Http customer = new Http(buys.teams(), scene.customers().getFirst().secret());
        var _ =
            customer
                .postLater(Customer.PICTURE, "{\"prompt\":\"lost\"}")
                .exceptionally(hungUp -> null);
        assertThat(buys.frontier().awaitDeath(DEATH_MILLIS_MAX)).contains(written.place());
      }
      scene.aftermath().passTime(LEFT_ALONE);

      try (DoomedGateway looks = DoomedGateway.start(world, scene.data(), scene.environment())) {
        looks.frontier().dieAt(looking);
        assertThat(looks.frontier().awaitDeath(DEATH_MILLIS_MAX)).contains(looking.place());
      }
      try (RunningGateway next = RunningGateway.start(scene.data(), scene.environment())) {
        Eventually.find(
            "the look of another",
            TAKEN_OVER,
            () -> Optional.of(next.books().spends()).filter(LookOutTest::isInDoubt));
      }
    }
  }

  private static boolean isInDoubt(Iterable<JsonNode> spends) {
    for (JsonNode spend : spends) {
      return spend.get("state").asString().equals("in_doubt");
    }
    return false;
  }
}
