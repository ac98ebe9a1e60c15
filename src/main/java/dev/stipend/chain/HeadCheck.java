package dev.stipend.chain;

import dev.stipend.treasury.ChainHead;
import dev.stipend.treasury.Finality;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the chain can be as far as an endpoint says. Searches go on where the last one ended, so
 * one head that is ahead of the chain by a day would leave that day unsearched.
 */
final class HeadCheck {

  /** How far this machine's clock may be behind. */
  static final Duration AHEAD_MAX = Duration.ofHours(1);

  /** Base makes one in two seconds. */
  static final long BLOCKS_PER_SECOND_MAX = 4;

  /** For blocks whose times are no more exact than those of the nodes that made them. */
  static final long BLOCKS_OVER = 300;

  private final @Nullable InstantSource clock;
  private final Map<Finality, ChainHead> last = new EnumMap<>(Finality.class);

  /**
   * Checks one endpoint.
   *
   * @param clock absent for a chain whose clock may be set forward, as a sandbox's
   */
  HeadCheck(@Nullable InstantSource clock) {
    this.clock = clock;
  }

  /** The head as it was told, unless that cannot be. */
  synchronized ChainHead believed(Finality finality, ChainHead told) {
    if (clock != null && told.timeSeconds() > clock.instant().plus(AHEAD_MAX).getEpochSecond()) {
      throw new ChainException(
          "the chain told of a block whose time has not come by this machine's clock");
    }
    ChainHead before = last.get(finality);
    if (before != null && told.number() - before.number() > blocksMax(before, told)) {
      throw new ChainException("the chain told of more blocks than there was time for");
    }
    last.put(finality, told);
    return told;
  }

  private static long blocksMax(ChainHead before, ChainHead told) {
    long seconds = Math.max(0, told.timeSeconds() - before.timeSeconds());
    return BLOCKS_OVER + seconds * BLOCKS_PER_SECOND_MAX;
  }
}
