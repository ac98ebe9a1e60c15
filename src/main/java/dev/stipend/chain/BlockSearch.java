package dev.stipend.chain;

import dev.stipend.treasury.ChainHead;
import io.vertx.core.Future;
import java.util.function.LongFunction;

/**
 * Finds the block of a time in few looks: first backwards from the newest block in growing steps,
 * then in between. Where blocks come evenly, the line between two of them hits at once; where they
 * do not, every second look halves the rest, so that the looks are bounded.
 */
final class BlockSearch {

  static final int LOOKS_MAX = 100;

  private static final long BLOCK_SECONDS = 2;

  private final LongFunction<Future<ChainHead>> blocks;
  private final long time;
  private int looks;

  BlockSearch(LongFunction<Future<ChainHead>> blocks, long timeSeconds) {
    this.blocks = blocks;
    this.time = timeSeconds;
  }

  /** The newest block whose time is not after the one looked for; the very first if all are. */
  Future<Long> upTo(ChainHead newest) {
    return newest.timeSeconds() <= time
        ? Future.succeededFuture(newest.number())
        : back(newest, (newest.timeSeconds() - time) / BLOCK_SECONDS + 1);
  }

  private Future<Long> back(ChainHead above, long step) {
    if (above.number() == 0) {
      return Future.succeededFuture(0L);
    }
    return look(Math.max(0, above.number() - step))
        .compose(
            block -> block.timeSeconds() <= time ? between(block, above) : back(block, 2 * step));
  }

  private Future<Long> between(ChainHead below, ChainHead above) {
    if (above.number() - below.number() <= 1) {
      return Future.succeededFuture(below.number());
    }
    return look(guess(below, above))
        .compose(
            block -> block.timeSeconds() <= time ? between(block, above) : between(below, block));
  }

  private long guess(ChainHead below, ChainHead above) {
    long count = above.number() - below.number();
    long seconds = above.timeSeconds() - below.timeSeconds();
    long onTheLine = Math.multiplyExact(time - below.timeSeconds(), count) / Math.max(1, seconds);
    long offset = looks % 2 == 0 ? count / 2 : onTheLine;
    return below.number() + Math.clamp(offset, 1, count - 1);
  }

  private Future<ChainHead> look(long number) {
    looks++;
    return looks > LOOKS_MAX
        ? Future.failedFuture(new ChainException("the times of the chain's blocks are no order"))
        : blocks.apply(number);
  }
}
