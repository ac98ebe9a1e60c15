package dev.stipend.sandbox;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One transaction of the simulated chain, in the order of the chain. */
record ChainEvent(Kind kind, SandboxTransfer transfer) {

  enum Kind {
    FUNDING,
    TRANSFER,
    /** From the payer to nobody: the nonce is spent, no money moves. */
    CANCELLATION
  }

  /** How many logs the token contract writes for it. */
  int logs() {
    return kind == Kind.TRANSFER ? 2 : 1;
  }

  ObjectNode toJson() {
    ObjectNode line = Json.object();
    line.put("event", kind.name().toLowerCase(Locale.ROOT));
    line.put("from", transfer.from());
    line.put("to", transfer.to());
    line.put("micros", transfer.micros());
    if (transfer.nonce() != null) {
      line.put("nonce", transfer.nonce());
    }
    line.put("transaction", transfer.transaction());
    line.put("block", transfer.block());
    line.put("timestamp", transfer.timestamp());
    return line;
  }

  static ChainEvent fromJson(Kind kind, JsonNode line) {
    @Nullable String nonce = line.has("nonce") ? Json.string(line, "nonce") : null;
    return new ChainEvent(
        kind,
        new SandboxTransfer(
            Json.string(line, "from"),
            Json.string(line, "to"),
            line.path("micros").longValue(),
            nonce,
            Json.string(line, "transaction"),
            line.path("block").longValue(),
            line.path("timestamp").longValue()));
  }
}
