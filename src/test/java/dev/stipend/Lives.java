package dev.stipend;

import dev.stipend.Frontier.Neighbours;
import dev.stipend.sandbox.Faults;
import java.net.URI;
import java.time.Duration;
import java.util.Random;

/** Gateways in one scene, each from its start to its death. */
record Lives(Scene scene, Neighbours world, Faults faults, Shoppers shoppers) {

  /** A place that nobody comes by must not hold everybody up. */
  private static final int DEATH_MILLIS_MAX = 3000;

  private static final int ANY_TIME_MILLIS_MAX = 80;

  /** So much of Redis's time passes for each life; it outlasts every lease. */
  private static final Duration LIFE = Duration.ofMinutes(2);

  /** Answers what the gateway was doing when it was cut off. */
  String cutOff(Moment moment, Random random) {
    try (DoomedGateway gateway = DoomedGateway.start(world, scene.data(), scene.environment())) {
      return live(gateway.frontier(), gateway.teams(), moment, random);
    }
  }

  /** Answers what the gateway was doing when its process was ended by SIGKILL. */
  String kill(Moment moment, Random random) {
    try (Frontier frontier = Frontier.open(world).ofProcess();
        GatewayProcess process =
            GatewayProcess.start(
                scene.data(), DoomedGateway.environment(frontier, scene.environment()))) {
      String place = live(frontier, frontier.lead(process.teamUrl()), moment, random);
      process.kill();
      return place;
    }
  }

  /** What is answered when it died although the moment never came. */
  static String missed(Moment moment) {
    return "missed " + moment.place();
  }

  private String live(Frontier frontier, URI teams, Moment moment, Random random) {
    KillSetting.provoke(faults, moment, random);
    if (moment.equals(KillSetting.ANY_TIME)) {
      frontier.dieWithin(random.nextInt(ANY_TIME_MILLIS_MAX));
    } else {
      frontier.dieAt(moment);
    }
    shoppers.open(teams);
    scene.aftermath().passTime(LIFE);
    String place = frontier.awaitDeath(DEATH_MILLIS_MAX).orElse(missed(moment));
    shoppers.shut(teams);
    return place;
  }
}
