package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import dev.stipend.sandbox.SandboxChain.Placed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The simulated chain as a node shows it: JSON-RPC 2.0, single and in batches. */
final class ChainRpc implements Route {

  private static final long LAG_BLOCKS = 60;
  private static final long SEARCH_BLOCKS = 1_000;

  private final Vertx vertx;
  private final SandboxChain chain;
  private final ChainLogs logs;
  private final Faults faults;

  ChainRpc(Vertx vertx, SandboxChain chain, Faults faults) {
    this.vertx = vertx;
    this.chain = chain;
    this.logs = new ChainLogs(chain);
    this.faults = faults;
  }

  @Override
  public Future<Answer> answer(Call call) {
    if (faults.fires(Fault.RPC_DOWN)) {
      return Future.succeededFuture(Answer.text(503, "Service Unavailable"));
    }
    if (faults.fires(Fault.RPC_DROP)) {
      return Future.succeededFuture(Answer.dropped());
    }
    if (faults.fires(Fault.RPC_GARBAGE)) {
      return Future.succeededFuture(Answer.text(200, "<html>try again</html>"));
    }
    return Pause.of(vertx, faults.take(Fault.RPC_DELAY))
        .map(done -> Answer.json(200, respond(call.body())));
  }

  private JsonNode respond(Buffer body) {
    Optional<JsonNode> parsed = Json.parse(body);
    if (parsed.isEmpty()) {
      return error(
          Json.object(), new RpcException(RpcException.PARSE_ERROR, "the body is not JSON"));
    }
    if (!parsed.get().isArray()) {
      return one(parsed.get());
    }
    ArrayNode answers = Json.array();
    parsed.get().forEach(request -> answers.add(one(request)));
    return answers;
  }

  private JsonNode one(JsonNode request) {
    try {
      if (!request.isObject() || !request.path("method").isString()) {
        throw new RpcException(RpcException.INVALID_REQUEST, "a request names its method");
      }
      String method = request.path("method").stringValue();
      fail(method);
      ObjectNode answer = Json.object();
      answer.put("jsonrpc", "2.0");
      answer.set("id", request.get("id"));
      answer.set("result", result(method, request.path("params")));
      return answer;
    } catch (RpcException e) {
      return error(request, e);
    }
  }

  private void fail(String method) throws RpcException {
    Optional<Armed> waiting = faults.peek(Fault.RPC_ERROR);
    if (waiting.isPresent() && waiting.get().text("method", method).equals(method)) {
      Armed armed = faults.take(Fault.RPC_ERROR).orElse(waiting.get());
      throw new RpcException(
          -(int) armed.number("code", -RpcException.SERVER_ERROR),
          armed.text("message", "header not found"));
    }
  }

  private static ObjectNode error(JsonNode request, RpcException e) {
    ObjectNode answer = Json.object();
    answer.put("jsonrpc", "2.0");
    answer.set("id", request.get("id"));
    answer.putObject("error").put("code", e.code()).put("message", e.getMessage());
    return answer;
  }

  private JsonNode result(String method, JsonNode params) throws RpcException {
    return switch (method) {
      case "eth_chainId" -> text(Abi.quantity(chainId()));
      case "net_version" -> text(Long.toString(chainId()));
      case "eth_blockNumber" -> text(Abi.quantity(newest()));
      case "eth_getBlockByNumber" -> block(blockOf(params.path(0)));
      case "eth_call" -> call(params);
      case "eth_getLogs" -> search(params.path(0));
      case "eth_getTransactionReceipt" -> receipt(params.path(0));
      case "eth_getTransactionByHash" -> transaction(params.path(0));
      default ->
          throw new RpcException(
              RpcException.METHOD_NOT_FOUND, "the method " + method + " does not exist");
    };
  }

  private long chainId() {
    return faults
        .take(Fault.WRONG_CHAIN)
        .map(armed -> armed.number("chainId", 1))
        .orElse(Usdc.CHAIN_ID);
  }

  private long newest() {
    return chain.latest()
        - faults.take(Fault.NODE_LAGS).map(armed -> armed.number("blocks", LAG_BLOCKS)).orElse(0L);
  }

  private long blockOf(JsonNode tag) throws RpcException {
    String name = tag.isString() ? tag.stringValue() : "latest";
    return switch (name) {
      case "latest", "pending" -> newest();
      case "safe" ->
          newest()
              - SandboxChain.SAFE_DEPTH
              - faults
                  .take(Fault.SAFE_BLOCK_LAGS)
                  .map(armed -> armed.number("blocks", LAG_BLOCKS))
                  .orElse(0L);
      case "finalized" -> newest() - SandboxChain.FINALIZED_DEPTH;
      case "earliest" -> SandboxChain.FIRST_BLOCK;
      default -> number(name);
    };
  }

  private static long number(String hex) throws RpcException {
    if (!hex.matches("0x[0-9a-fA-F]{1,15}")) {
      throw RpcException.invalidParams("a block is a tag or a hex number");
    }
    return Long.parseLong(hex.substring(2), 16);
  }

  private JsonNode call(JsonNode params) throws RpcException {
    JsonNode call = params.path(0);
    String data = call.has("data") ? Json.string(call, "data") : Json.string(call, "input");
    long block = blockOf(params.path(1));
    if (!chain.exists(block)) {
      throw new RpcException(RpcException.SERVER_ERROR, "header not found");
    }
    if (!Json.string(call, "to").equalsIgnoreCase(Usdc.CONTRACT)) {
      return text("0x");
    }
    return text(TokenCalls.read(chain, data, block));
  }

  private JsonNode search(JsonNode filter) throws RpcException {
    long first = blockOf(filter.path("fromBlock"));
    long last = blockOf(filter.path("toBlock"));
    if (first > last) {
      throw RpcException.invalidParams("fromBlock is above toBlock");
    }
    Optional<Armed> limited = faults.peek(Fault.LOGS_LIMITED);
    if (limited.isPresent() && last - first >= limited.get().number("blocks", SEARCH_BLOCKS)) {
      faults.fires(Fault.LOGS_LIMITED);
      throw RpcException.invalidParams("block range is too wide");
    }
    return logs.search(first, Math.min(last, chain.latest()), filter);
  }

  private JsonNode block(long number) {
    if (!chain.exists(number)) {
      return Json.missing();
    }
    ObjectNode block = Json.object();
    block.put("number", Abi.quantity(number));
    block.put("hash", chain.hashOf(number));
    block.put("parentHash", chain.hashOf(number - 1));
    block.put("timestamp", Abi.quantity(chain.timestampOf(number)));
    block.put("gasLimit", Abi.quantity(30_000_000));
    block.put("gasUsed", Abi.quantity(0));
    block.put("baseFeePerGas", Abi.quantity(1));
    ArrayNode transactions = block.putArray("transactions");
    chain
        .between(number, number)
        .forEach(placed -> transactions.add(placed.event().transfer().transaction()));
    return block;
  }

  private JsonNode receipt(JsonNode hash) {
    Placed placed = hash.isString() ? chain.find(hash.stringValue()) : null;
    if (placed == null) {
      return Json.missing();
    }
    ObjectNode receipt = place(placed);
    receipt.put("status", "0x1");
    receipt.put("type", "0x2");
    receipt.put("gasUsed", Abi.quantity(85_000));
    List<ObjectNode> own = logs.of(placed);
    ArrayNode list = receipt.putArray("logs");
    own.forEach(list::add);
    return receipt;
  }

  private JsonNode transaction(JsonNode hash) {
    Placed placed = hash.isString() ? chain.find(hash.stringValue()) : null;
    if (placed == null) {
      return Json.missing();
    }
    ObjectNode transaction = place(placed);
    transaction.put("hash", placed.event().transfer().transaction());
    transaction.put("value", "0x0");
    return transaction;
  }

  private ObjectNode place(Placed placed) {
    SandboxTransfer transfer = placed.event().transfer();
    ObjectNode place = Json.object();
    place.put("transactionHash", transfer.transaction());
    place.put("transactionIndex", Abi.quantity(placed.index()));
    place.put("blockNumber", Abi.quantity(transfer.block()));
    place.put("blockHash", chain.hashOf(transfer.block()));
    // The facilitator sends the transaction, never the payer.
    place.put("from", Usdc.idOf("facilitator").substring(0, 42));
    place.put("to", Usdc.lower(Usdc.CONTRACT));
    return place;
  }

  private static JsonNode text(String value) {
    return Json.text(value);
  }
}
