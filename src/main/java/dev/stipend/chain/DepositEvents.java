package dev.stipend.chain;

import dev.stipend.treasury.Deposit;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Token;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a token says came in for one holder, read out of logs. */
final class DepositEvents {

  private final Address contract;
  private final String holder;

  DepositEvents(Token token, Address holder) {
    this.contract = token.contract();
    this.holder = Words.of(holder);
  }

  /** The search for transfers from anybody, still without its range of blocks. */
  ObjectNode filter() {
    ObjectNode filter = JsonRpc.params().addObject();
    filter.put("address", contract.hex());
    ArrayNode topics = filter.putArray("topics");
    topics.add(AuthorizationEvents.TRANSFER);
    topics.addNull();
    topics.add(holder);
    return filter;
  }

  /** Logs of undone blocks do not count; one from outside the range makes all of them doubtful. */
  List<Deposit> deposits(JsonNode logs, long first, long last) {
    List<Deposit> deposits =
        logs.valueStream()
            .filter(log -> !log.path("removed").asBoolean(false))
            .filter(this::counts)
            .map(DepositEvents::deposit)
            .sorted(Comparator.comparingLong(Deposit::block).thenComparingLong(Deposit::logIndex))
            .toList();
    if (deposits.stream().anyMatch(each -> each.block() < first || each.block() > last)) {
      throw new ChainException("the chain gave events of blocks that were not asked for");
    }
    return deposits;
  }

  private static Deposit deposit(JsonNode log) {
    return new Deposit(
        Bytes32.parse(Words.transaction(log)),
        Quantity.of(log.path("logIndex")),
        Quantity.of(log.path("blockNumber")),
        Words.address(Words.word(log.path("topics").path(1))),
        Words.money(Words.word(log.path("data"))));
  }

  /** Whether it brought money: transfers of nothing are common as spam. */
  boolean counts(JsonNode log) {
    return isOurs(log) && !Words.isZero(log.path("data"));
  }

  private boolean isOurs(JsonNode log) {
    return text(log.path("address")).equals(contract.hex())
        && text(log.path("topics").path(0)).equals(AuthorizationEvents.TRANSFER)
        && text(log.path("topics").path(2)).equals(holder);
  }

  private static String text(JsonNode value) {
    return value.asString("").toLowerCase(Locale.ROOT);
  }
}
