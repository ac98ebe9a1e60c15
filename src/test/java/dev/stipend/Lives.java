package dev.stipend;

import dev.stipend.Frontier.Neighbours;
import dev.stipend.sandbox.Faults;
import java.time.Duration;
import java.util.Random;

/** Gateways in one scene, each from its start to its death. */
record Lives(Scene scene, Neighbours world, Faults faults, Shoppers shoppers) {

  /** A place that nobody comes by must not hold everybody up. */
  private static final int DEATH_MILLIS_MAX = 3000;

  private static final int ANY_TIME_MILLIS_MAX = 80;

  /** So much of Redis's time passes for each life; it outlasts every lease. */
  private static final Duration LIFE = Duration.ofMinutes(2);

  /** Answers what the gateway was doing when it died. */
  String liveUntil(Moment moment, Random random) {
    scene.aftermath().passTime(LIFE);
    try (DoomedGateway gateway = DoomedGateway.start(world, scene.data(), scene.environment())) {
      KillSetting.provoke(faults, moment, random);
      if (moment.equals(KillSetting.ANY_TIME)) {
        gateway.frontier().dieWithin(random.nextInt(ANY_TIME_MILLIS_MAX));
      } else {
        gateway.frontier().dieAt(moment);
      }
      shoppers.open(gateway.teams());
      String place = gateway.awaitDeath(DEATH_MILLIS_MAX).orElse("missed " + moment.place());
      shoppers.shut(gateway.teams());
      return place;
    }
  }
}
