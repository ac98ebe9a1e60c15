package dev.stipend.chain;

import dev.stipend.money.Money;
import dev.stipend.treasury.AuthorizationEnd;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Token;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a token says about one authorization, read out of logs and receipts.
 *
 * <p>A transaction may cash several authorizations of one payer at once. The token reports each as
 * used and then the transfer, so the transfer that belongs to ours is the first one after our
 * event; only a transaction with a single transfer may have it in front.
 */
final class AuthorizationEvents {

  static final String USED = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";
  private static final String CANCELLED =
      "0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81";
  static final String TRANSFER =
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

  private final Address contract;
  private final String payer;
  private final String nonce;

  AuthorizationEvents(Token token, Address payer, Bytes32 nonce) {
    this.contract = token.contract();
    this.payer = Words.of(payer);
    this.nonce = nonce.hex();
  }

  /** The search for both events, still without its range of blocks. */
  ObjectNode filter() {
    ObjectNode filter = JsonRpc.params().addObject();
    filter.put("address", contract.hex());
    ArrayNode topics = filter.putArray("topics");
    topics.addArray().add(USED).add(CANCELLED);
    topics.add(payer).add(nonce);
    return filter;
  }

  /** Whether it ended the authorization; logs of undone blocks do not count. */
  boolean isEnd(JsonNode log) {
    return !log.path("removed").asBoolean(false) && (isOurs(log, USED) || isOurs(log, CANCELLED));
  }

  Optional<JsonNode> end(JsonNode logs) {
    return logs.valueStream().filter(this::isEnd).findFirst();
  }

  /** Whether {@link #cashed} needs it of the receipt, in which anybody may have put more. */
  boolean isOfPayment(JsonNode log) {
    return isOurs(log, USED) || (isTransfer(log) && !Words.isZero(log.path("data")));
  }

  boolean isCancellation(JsonNode end) {
    return topic(end, 0).equals(CANCELLED);
  }

  /** Reads from the transaction's receipt who was paid how much. */
  AuthorizationEnd cashed(String transaction, long block, JsonNode receipt) {
    if (!receipt.path("status").asString("").equals("0x1")) {
      throw new ChainException("the chain has no receipt of success for a cashed authorization");
    }
    List<JsonNode> logs = receipt.path("logs").valueStream().toList();
    int used =
        IntStream.range(0, logs.size())
            .filter(i -> isOurs(logs.get(i), USED))
            .findFirst()
            .orElseThrow(() -> new ChainException("a receipt lacks the event it was found by"));
    JsonNode transfer = transfer(logs, used);
    Money value = Words.money(Words.word(transfer.path("data")));
    Address to = Words.address(Words.word(transfer.path("topics").path(2)));
    return new AuthorizationEnd.Cashed(transaction, block, to, value);
  }

  private JsonNode transfer(List<JsonNode> logs, int used) {
    List<JsonNode> after =
        logs.subList(used, logs.size()).stream().filter(this::isTransfer).toList();
    if (!after.isEmpty()) {
      return after.getFirst();
    }
    List<JsonNode> all = logs.stream().filter(this::isTransfer).toList();
    if (all.size() != 1) {
      throw new ChainException("a receipt does not tell which transfer was ours");
    }
    return all.getFirst();
  }

  private boolean isTransfer(JsonNode log) {
    return isOfContract(log) && topic(log, 0).equals(TRANSFER) && topic(log, 1).equals(payer);
  }

  private boolean isOurs(JsonNode log, String event) {
    return isOfContract(log)
        && topic(log, 0).equals(event)
        && topic(log, 1).equals(payer)
        && topic(log, 2).equals(nonce);
  }

  private boolean isOfContract(JsonNode log) {
    return log.path("address").asString("").toLowerCase(Locale.ROOT).equals(contract.hex());
  }

  private static String topic(JsonNode log, int index) {
    return log.path("topics").path(index).asString("").toLowerCase(Locale.ROOT);
  }
}
