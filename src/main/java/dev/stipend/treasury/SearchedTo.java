package dev.stipend.treasury;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a search has come, as far as that can be. Where the books name a block that the chain has
 * not reached by far, a wrong head was believed once, and what comes up to there would never be
 * looked at. Until the chain is there, its last blocks are searched again and again instead.
 */
final class SearchedTo {

  private static final Logger LOG = LoggerFactory.getLogger(SearchedTo.class);

  /** Ten minutes of Base: what an endpoint may lag behind the one that was asked before. */
  private static final long AHEAD_MAX = 300;

  private volatile long told = -1;

  long within(long searched, long safe) {
    if (searched > safe + AHEAD_MAX && told != searched) {
      told = searched;
      LOG.atError()
          .addKeyValue("searched", searched)
          .addKeyValue("safe", safe)
          .log(
              "the chain was searched beyond its end: an endpoint was wrong, once or now;"
                  + " look for what it hid by stipend reconcile --from");
    }
    return Math.min(searched, safe);
  }
}
