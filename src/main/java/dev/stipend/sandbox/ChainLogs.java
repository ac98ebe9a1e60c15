package dev.stipend.sandbox;

import dev.stipend.sandbox.SandboxChain.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The logs of the token contract and the search among them. */
final class ChainLogs {

  private final SandboxChain chain;

  ChainLogs(SandboxChain chain) {
    this.chain = chain;
  }

  /** All logs of one transaction. */
  List<ObjectNode> of(Placed placed) {
    SandboxTransfer transfer = placed.event().transfer();
    List<ObjectNode> logs = new ArrayList<>();
    String nonce = Objects.requireNonNullElse(transfer.nonce(), "");
    switch (placed.event().kind()) {
      case FUNDING -> {
        // Nobody authorized it.
      }
      case TRANSFER ->
          logs.add(
              log(
                  placed,
                  0,
                  "0x",
                  Usdc.AUTHORIZATION_USED,
                  Abi.addressWord(transfer.from()),
                  nonce));
      case CANCELLATION -> {
        logs.add(
            log(
                placed,
                0,
                "0x",
                Usdc.AUTHORIZATION_CANCELED,
                Abi.addressWord(transfer.from()),
                nonce));
        return logs;
      }
    }
    logs.add(
        log(
            placed,
            logs.size(),
            Abi.word(transfer.micros()),
            Usdc.TRANSFER,
            Abi.addressWord(transfer.from()),
            Abi.addressWord(transfer.to())));
    return logs;
  }

  private ObjectNode log(Placed placed, int number, String data, String... topics) {
    SandboxTransfer transfer = placed.event().transfer();
    ObjectNode log = Json.object();
    log.put("address", Usdc.lower(Usdc.CONTRACT));
    ArrayNode topicList = log.putArray("topics");
    for (String topic : topics) {
      topicList.add(topic);
    }
    log.put("data", data);
    log.put("blockNumber", Abi.quantity(transfer.block()));
    log.put("blockHash", chain.hashOf(transfer.block()));
    log.put("blockTimestamp", Abi.quantity(transfer.timestamp()));
    log.put("transactionHash", transfer.transaction());
    log.put("transactionIndex", Abi.quantity(placed.index()));
    log.put("logIndex", Abi.quantity(placed.firstLog() + number));
    log.put("removed", false);
    return log;
  }

  ArrayNode search(long first, long last, JsonNode filter) throws RpcException {
    ArrayNode found = Json.array();
    if (!matches(filter.path("address"), Usdc.CONTRACT)) {
      return found;
    }
    JsonNode topics = filter.path("topics");
    if (!topics.isMissingNode() && !topics.isArray()) {
      throw RpcException.invalidParams("topics must be an array");
    }
    for (Placed placed : chain.between(first, last)) {
      for (ObjectNode log : of(placed)) {
        if (matchesAll(topics, log.path("topics"))) {
          found.add(log);
        }
      }
    }
    return found;
  }

  private static boolean matchesAll(JsonNode wanted, JsonNode topics) {
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).isNull()) {
        continue;
      }
      if (i >= topics.size() || !matches(wanted.get(i), topics.get(i).stringValue())) {
        return false;
      }
    }
    return true;
  }

  /** Nothing wanted matches anything, a list matches what any of its members does. */
  private static boolean matches(JsonNode wanted, String value) {
    if (wanted.isMissingNode() || wanted.isNull()) {
      return true;
    }
    if (wanted.isArray()) {
      return wanted.valueStream().anyMatch(one -> matches(one, value));
    }
    return wanted.isString() && wanted.stringValue().equalsIgnoreCase(value);
  }
}
