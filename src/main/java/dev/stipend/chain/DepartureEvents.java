package dev.stipend.chain;

import dev.stipend.treasury.Departure;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a token says left one holder, read out of logs.
 *
 * <p>Of an authorization the token reports that it is used and then its transfer, so a nonce
 * belongs to the next transfer of the same transaction. Only where a transaction has one of each
 * may the nonce come behind.
 */
final class DepartureEvents {

  private final Address contract;
  private final Address payer;
  private final String holder;

  DepartureEvents(Token token, Address holder) {
    this.contract = token.contract();
    this.payer = holder;
    this.holder = Words.of(holder);
  }

  /** The search for transfers and used authorizations, still without its range of blocks. */
  ObjectNode filter() {
    ObjectNode filter = JsonRpc.params().addObject();
    filter.put("address", contract.hex());
    ArrayNode topics = filter.putArray("topics");
    topics.addArray().add(AuthorizationEvents.TRANSFER).add(AuthorizationEvents.USED);
    topics.add(holder);
    return filter;
  }

  /** Logs of undone blocks do not count; one from outside the range makes all of them doubtful. */
  List<Departure> departures(JsonNode logs, long first, long last) {
    Map<String, List<JsonNode>> byTransaction = new LinkedHashMap<>();
    logs.valueStream()
        .filter(log -> !log.path("removed").asBoolean(false))
        .filter(this::counts)
        .sorted(
            Comparator.comparingLong(DepartureEvents::block)
                .thenComparingLong(DepartureEvents::index))
        .forEach(
            log ->
                byTransaction
                    .computeIfAbsent(Words.transaction(log), created -> new ArrayList<>())
                    .add(log));
    List<Departure> departures =
        byTransaction.values().stream().flatMap(each -> pair(each).stream()).toList();
    if (departures.stream().anyMatch(each -> each.block() < first || each.block() > last)) {
      throw new ChainException("the chain gave events of blocks that were not asked for");
    }
    return departures;
  }

  /** Whether it tells of money that left. Anybody may move nothing in the holder's name. */
  boolean counts(JsonNode log) {
    return is(log, AuthorizationEvents.USED)
        || (is(log, AuthorizationEvents.TRANSFER) && !Words.isZero(log.path("data")));
  }

  private List<Departure> pair(List<JsonNode> logs) {
    if (logs.size() == 2
        && is(logs.getFirst(), AuthorizationEvents.TRANSFER)
        && is(logs.getLast(), AuthorizationEvents.USED)) {
      return List.of(departure(logs.getFirst(), logs.getLast()));
    }
    List<Departure> departures = new ArrayList<>();
    JsonNode used = null;
    for (JsonNode log : logs) {
      if (is(log, AuthorizationEvents.USED)) {
        used = log;
      } else {
        departures.add(departure(log, used));
        used = null;
      }
    }
    return departures;
  }

  private Departure departure(JsonNode transfer, @Nullable JsonNode used) {
    return new Departure(
        Bytes32.parse(Words.transaction(transfer)),
        index(transfer),
        block(transfer),
        payer,
        Words.address(Words.word(transfer.path("topics").path(2))),
        Words.money(Words.word(transfer.path("data"))),
        used == null ? null : Bytes32.parse(Words.word(used.path("topics").path(2))));
  }

  private boolean is(JsonNode log, String event) {
    return text(log.path("address")).equals(contract.hex())
        && text(log.path("topics").path(0)).equals(event)
        && text(log.path("topics").path(1)).equals(holder);
  }

  private static long block(JsonNode log) {
    return Quantity.of(log.path("blockNumber"));
  }

  private static long index(JsonNode log) {
    return Quantity.of(log.path("logIndex"));
  }

  private static String text(JsonNode value) {
    return value.asString("").toLowerCase(Locale.ROOT);
  }
}
