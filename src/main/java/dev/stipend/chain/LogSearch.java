package dev.stipend.chain;

import io.vertx.core.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Searches events in ranges of blocks that the endpoint takes.
 *
 * <p>Endpoints limit a search by its blocks or by the size of its answer, and do not say by how
 * much. A refused range is halved; one that passes may be twice as long the next time.
 */
final class LogSearch {

  private final JsonRpc rpc;
  private final long blocksMax;
  private volatile long blocks;

  LogSearch(JsonRpc rpc, int blocksMax) {
    this.rpc = rpc;
    this.blocksMax = blocksMax;
    this.blocks = blocksMax;
  }

  /** Searches from the first block on, as far as one search may reach, but not beyond the last. */
  Future<Found> search(ObjectNode filter, long first, long last) {
    if (first < 0 || first > last) {
      return Future.failedFuture(new IllegalArgumentException("a search needs blocks"));
    }
    return attempt(filter, first, Math.min(last - first + 1, blocks));
  }

  private Future<Found> attempt(ObjectNode filter, long first, long count) {
    long end = first + count - 1;
    ObjectNode question = filter.deepCopy();
    question.put("fromBlock", Quantity.hex(first)).put("toBlock", Quantity.hex(end));
    return rpc.call("eth_getLogs", JsonRpc.params().add(question))
        .transform(
            answer -> {
              if (answer.succeeded()) {
                blocks = Math.min(blocksMax, Math.max(blocks, 2 * count));
                return Future.succeededFuture(new Found(list(answer.result()), end));
              }
              if (count == 1 || !(answer.cause() instanceof RefusedException)) {
                return Future.failedFuture(answer.cause());
              }
              blocks = count / 2;
              return attempt(filter, first, count / 2);
            });
  }

  private static JsonNode list(JsonNode logs) {
    if (!logs.isArray()) {
      throw new ChainException("the chain gave no list of events");
    }
    return logs;
  }

  /**
   * What was found.
   *
   * @param last the last block that was searched
   */
  record Found(JsonNode logs, long last) {}
}
