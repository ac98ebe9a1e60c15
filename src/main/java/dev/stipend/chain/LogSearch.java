package dev.stipend.chain;

import io.vertx.core.Future;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Searches events in ranges of blocks that the endpoint takes.
 *
 * <p>Endpoints limit a search by its blocks or by the size of its answer, and do not say by how
 * much. A refused range is halved; one that passes may be twice as long the next time.
 *
 * <p>A single block cannot be halved, and anybody may fill one with transfers of nothing in our
 * name: the token lets everybody move zero of anybody's money. So that this stops no search, what
 * does not count is dropped while it comes, a single block may be as large as blocks are, and where
 * it is refused or late even so, the receipts of its transactions are read one by one. They hold
 * the same events, and nobody can make one larger than a transaction. What cannot be read at all
 * stays unsearched, and fails.
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

  /**
   * Searches from the first block on, as far as one search may reach, but not beyond the last.
   *
   * @param counts tells of an event, whichever the endpoint gives, whether it is one of those meant
   */
  Future<Found> search(ObjectNode filter, Predicate<JsonNode> counts, long first, long last) {
    if (first < 0 || first > last) {
      return Future.failedFuture(new IllegalArgumentException("a search needs blocks"));
    }
    return attempt(filter, counts, first, Math.min(last - first + 1, blocks));
  }

  /** One transaction's receipt, with those of its events that count. */
  Future<JsonNode> receipt(String transaction, Predicate<JsonNode> counts) {
    return rpc.call(
        "eth_getTransactionReceipt",
        JsonRpc.params().add(transaction),
        new ComingAnswer(JsonRpc.BLOCK_BYTES_MAX, counts));
  }

  private Future<Found> attempt(
      ObjectNode filter, Predicate<JsonNode> counts, long first, long count) {
    long end = first + count - 1;
    ObjectNode question = filter.deepCopy();
    question.put("fromBlock", Quantity.hex(first)).put("toBlock", Quantity.hex(end));
    int bytesMax = count == 1 ? JsonRpc.BLOCK_BYTES_MAX : JsonRpc.ANSWER_BYTES_MAX;
    return rpc.call(
            "eth_getLogs", JsonRpc.params().add(question), new ComingAnswer(bytesMax, counts))
        .map(LogSearch::list)
        .recover(
            failure ->
                count == 1 && !(failure instanceof RestingException)
                    ? receipts(first, counts)
                    : Future.failedFuture(failure))
        .transform(
            answer -> {
              if (answer.succeeded()) {
                blocks = Math.min(blocksMax, Math.max(blocks, 2 * count));
                return Future.succeededFuture(new Found(answer.result(), end));
              }
              if (count == 1 || !(answer.cause() instanceof RefusedException)) {
                return Future.failedFuture(answer.cause());
              }
              blocks = count / 2;
              return attempt(filter, counts, first, count / 2);
            });
  }

  private Future<JsonNode> receipts(long block, Predicate<JsonNode> counts) {
    ArrayNode found = JsonRpc.params();
    return rpc.call("eth_getBlockByNumber", JsonRpc.params().add(Quantity.hex(block)).add(false))
        .map(answer -> list(answer.path("transactions")))
        .compose(transactions -> receipts(transactions, 0, transactions.size(), counts, found))
        .map(found);
  }

  /** By halves: the end of a long chain of futures would be too much for the stack. */
  private Future<Void> receipts(
      JsonNode transactions, int first, int count, Predicate<JsonNode> counts, ArrayNode found) {
    if (count == 0) {
      return Future.succeededFuture();
    }
    if (count == 1) {
      return receipt(Words.word(transactions.get(first)), counts)
          .map(receipt -> found.addAll(list(receipt.path("logs")).values()))
          .mapEmpty();
    }
    int half = count / 2;
    return receipts(transactions, first, half, counts, found)
        .compose(read -> receipts(transactions, first + half, count - half, counts, found));
  }

  private static JsonNode list(JsonNode list) {
    if (!list.isArray()) {
      throw new ChainException("the chain gave no list of events");
    }
    return list;
  }

  /**
   * What was found.
   *
   * @param last the last block that was searched
   */
  record Found(JsonNode logs, long last) {}
}
