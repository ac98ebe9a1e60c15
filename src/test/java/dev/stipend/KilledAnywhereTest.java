package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Frontier.Neighbours;
import dev.stipend.redis.EmbeddedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gateways die before and after every step of the path of a call, and at random moments between,
 * hundreds of times, while customers of three teams buy and the seller goes on. How each dies tells
 * {@link Frontier}; {@code KillUnderLoadTest} ends processes by SIGKILL, at the same places.
 *
 * <p>{@code -Dstipend.kills=5000} for more of them; {@code -Dstipend.seed=…} repeats the choices.
 */
class KilledAnywhereTest {

  private static final Logger LOG = LoggerFactory.getLogger(KilledAnywhereTest.class);
  private static final int KILLS = Integer.getInteger("stipend.kills", 200);
  private static final long SEED = Long.getLong("stipend.seed", System.nanoTime());
  private static final int CALLS_AT_ONCE = 3;
  private static final int RANDOM_PER_CENT = 20;
  private static final int GATEWAYS = 3;

  /** So often each place must have its turn before it counts as never reached. */
  private static final int EACH_MIN = 4;

  private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private final Random random = new Random(SEED);
  private final Map<String, Integer> deaths = new ConcurrentSkipListMap<>();

  @Test
  void noDeathAtAnyStepPaysTwiceOrLosesMoney() {
    LOG.info("{} deaths with the seed {}", KILLS, SEED);
    try (EmbeddedRedis redis = EmbeddedRedis.start(RunningGateway.newFolder().resolve("redis"));
        OutsideSeller seller = OutsideSeller.start()) {
      Scene scene = Scene.set(seller, redis.url());
      Shoppers shoppers = new Shoppers(scene.customers(), CALLS_AT_ONCE, random);
      try (shoppers;
          Neighbours world = new Neighbours(redis.url(), seller.sandbox().origin())) {
        dieAll(new Lives(scene, world, seller.sandbox().faults(), shoppers));
      }
      LOG.info("{}", deaths);
      scene.aftermath().check(shoppers.calls());
      if (KILLS >= EACH_MIN * KillSetting.PLACES.size()) {
        assertThat(deaths.keySet())
            .containsAll(KillSetting.PLACES.stream().map(Moment::place).toList());
      }
    } catch (AssertionError e) {
      throw new AssertionError("with -Dstipend.seed=" + SEED + " -Dstipend.kills=" + KILLS, e);
    }
  }

  /** Some gateways live at any time, so that what one leaves behind another takes up. */
  private void dieAll(Lives lives) {
    Queue<Moment> moments = new ConcurrentLinkedQueue<>(moments());
    List<CompletableFuture<Void>> all =
        IntStream.range(0, GATEWAYS)
            .mapToObj(i -> new Random(random.nextLong()))
            .map(own -> CompletableFuture.runAsync(() -> dieEach(lives, moments, own), THREADS))
            .toList();
    all.forEach(CompletableFuture::join);
  }

  private void dieEach(Lives lives, Queue<Moment> moments, Random own) {
    for (Moment moment = moments.poll(); moment != null; moment = moments.poll()) {
      deaths.merge(lives.liveUntil(moment, own), 1, Integer::sum);
    }
  }

  /** Every place in turn, each time as often as it takes, and random moments between. */
  private List<Moment> moments() {
    List<Moment> moments = new ArrayList<>();
    while (moments.size() < KILLS) {
      moments.add(
          random.nextInt(100) < RANDOM_PER_CENT
              ? KillSetting.ANY_TIME
              : KillSetting.nth(
                  KillSetting.PLACES.get(moments.size() % KillSetting.PLACES.size()), random));
    }
    return moments;
  }
}
