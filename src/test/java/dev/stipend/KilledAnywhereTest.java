package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Frontier.Neighbours;
import dev.stipend.redis.EmbeddedRedis;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gateways die before and after every step of the path of a call, and at random moments between,
 * hundreds of times, while customers of three teams buy and the seller goes on. How a gateway dies
 * within this process tells {@link Frontier}. A few are processes, and ended by SIGKILL at the same
 * places; {@link KillUnderLoadTest} ends such together with the Redis that they started.
 *
 * <p>{@code -Dstipend.kills=5000} for more of them; {@code -Dstipend.seed=…} repeats the choices.
 */
class KilledAnywhereTest {

  private static final Logger LOG = LoggerFactory.getLogger(KilledAnywhereTest.class);
  private static final int KILLS = Integer.getInteger("stipend.kills", 200);
  private static final int PROCESSES = Integer.getInteger("stipend.kills", 4);
  private static final long SEED = Long.getLong("stipend.seed", System.nanoTime());
  private static final int CALLS_AT_ONCE = 3;
  private static final int RANDOM_PER_CENT = 20;
  private static final int GATEWAYS = 3;

  /** So often each place must have its turn before it counts as never reached. */
  private static final int EACH_MIN = 4;

  private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private final Random random = new Random(SEED);

  /** How often a place that nobody came by is tried again. */
  private final AtomicInteger spare = new AtomicInteger(30);

  private final Map<String, Integer> deaths = new ConcurrentSkipListMap<>();

  @Test
  void noDeathAtAnyStepPaysTwiceOrLosesMoney() {
    dieAll(KILLS, GATEWAYS, Lives::cutOff);

    if (KILLS >= EACH_MIN * KillSetting.PLACES.size()) {
      assertThat(deaths.keySet())
          .as("with -Dstipend.seed=%s", SEED)
          .containsAll(KillSetting.PLACES.stream().map(Moment::place).toList());
    }
  }

  @Test
  void noProcessKilledAtAStepPaysTwiceOrLosesMoney() {
    dieAll(PROCESSES, 1, Lives::kill);
  }

  /** Some gateways live at any time, so that what one leaves behind another takes up. */
  private void dieAll(int kills, int gateways, Life life) {
    LOG.info("{} deaths with the seed {}", kills, SEED);
    try (EmbeddedRedis redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
        OutsideSeller seller = OutsideSeller.start()) {
      Scene scene = Scene.set(seller, redis.url());
      Shoppers shoppers = new Shoppers(scene.customers(), CALLS_AT_ONCE, random);
      try (shoppers;
          Neighbours world = new Neighbours(redis.url(), seller.sandbox().origin())) {
        Lives lives = new Lives(scene, world, seller.sandbox().faults(), shoppers);
        Queue<Moment> moments = new ConcurrentLinkedQueue<>(moments(kills));
        IntStream.range(0, gateways)
            .mapToObj(i -> new Random(random.nextLong()))
            .map(own -> CompletableFuture.runAsync(() -> die(lives, life, moments, own), THREADS))
            .toList()
            .forEach(CompletableFuture::join);
      }
      LOG.info("{}", deaths);
      scene.aftermath().check(shoppers.calls());
    } catch (AssertionError | CompletionException e) {
      throw new AssertionError("with -Dstipend.seed=" + SEED + " -Dstipend.kills=" + kills, e);
    }
  }

  private void die(Lives lives, Life life, Queue<Moment> moments, Random own) {
    for (Moment moment = moments.poll(); moment != null; moment = moments.poll()) {
      String place = life.until(lives, moment, own);
      deaths.merge(place, 1, Integer::sum);
      if (place.equals(Lives.missed(moment)) && spare.getAndDecrement() > 0) {
        moments.add(moment);
      }
    }
  }

  /** Every place in turn, each time as often as it takes, and random moments between. */
  private List<Moment> moments(int kills) {
    List<Moment> moments = new ArrayList<>();
    List<Moment> places = new ArrayList<>(KillSetting.PLACES);
    Collections.shuffle(places, random);
    int turn = 0;
    while (moments.size() < kills) {
      if (random.nextInt(100) < RANDOM_PER_CENT) {
        moments.add(KillSetting.ANY_TIME);
      } else {
        moments.add(KillSetting.nth(places.get(turn % places.size()), random));
        turn++;
      }
    }
    return moments;
  }

  /** How a gateway lives until it dies; answers what it was doing. */
  private interface Life {
    String until(Lives lives, Moment moment, Random random);
  }
}
