package dev.stipend.chain;

import dev.stipend.treasury.Chain;
import dev.stipend.treasury.ChainHead;
import io.vertx.core.Future;

/** One of several that read the same chain. */
interface Endpoint extends Chain {

  /** The block of this number, as this endpoint has it. */
  Future<ChainHead> block(long number);
}
