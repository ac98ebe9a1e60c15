package dev.stipend.sandbox;

import dev.stipend.sandbox.Route.Call;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The sandbox's own pages, which no real seller has: overview, faults, clock, transfers. */
final class ControlRoutes {

  private static final long ADVANCE_SECONDS_MAX = 365L * 24 * 3600;
  private static final String UNTIL_CLEARED = "until-cleared";

  private final Faults faults;
  private final SandboxChain chain;
  private final SandboxJobs jobs;
  private final String origin;
  private final String payee;

  ControlRoutes(Faults faults, SandboxChain chain, SandboxJobs jobs, String origin, String payee) {
    this.faults = faults;
    this.chain = chain;
    this.jobs = jobs;
    this.origin = origin;
    this.payee = payee;
  }

  Future<Answer> overview(Call call) {
    ObjectNode body = Json.object();
    body.put("origin", origin);
    body.put("chainRpc", origin + "/rpc");
    body.put("payee", payee);
    body.put("chainTimeSeconds", chain.timeSeconds());
    body.put("clockOffsetSeconds", chain.offset().toSeconds());
    body.put("block", chain.latest());
    body.put("transfers", chain.transfers().size());
    body.put("jobs", jobs.count());
    return Future.succeededFuture(Answer.json(200, body));
  }

  Future<Answer> transfers(Call call) {
    ObjectNode body = Json.object();
    ArrayNode items = body.putArray("items");
    for (SandboxTransfer transfer : chain.transfers()) {
      ObjectNode item = items.addObject();
      item.put("from", transfer.from());
      item.put("to", transfer.to());
      item.put("micros", transfer.micros());
      item.put("nonce", transfer.nonce());
      item.put("transaction", transfer.transaction());
      item.put("block", transfer.block());
      item.put("timestamp", transfer.timestamp());
    }
    return Future.succeededFuture(Answer.json(200, body));
  }

  Future<Answer> clock(Call call) {
    Optional<JsonNode> body = Json.parse(call.body());
    JsonNode seconds = body.map(node -> node.path("advanceSeconds")).orElse(Json.missing());
    if (!seconds.isIntegralNumber()
        || seconds.longValue() < 0
        || seconds.longValue() > ADVANCE_SECONDS_MAX) {
      return Future.succeededFuture(
          Answer.failure(
              400,
              "advanceSeconds must be a whole number from 0 to "
                  + ADVANCE_SECONDS_MAX
                  + ": {\"advanceSeconds\":300}"));
    }
    chain.advance(Duration.ofSeconds(seconds.longValue()));
    return overview(call);
  }

  Future<Answer> listFaults(Call call) {
    ArrayNode list = Json.array();
    for (Fault fault : Fault.values()) {
      ObjectNode item = list.addObject();
      item.put("name", fault.label());
      item.put("group", fault.group().label());
      item.put("description", fault.description());
      faults
          .peek(fault)
          .ifPresent(
              armed -> {
                ObjectNode state = item.putObject("armed");
                if (armed.times() == Faults.UNTIL_CLEARED) {
                  state.put("times", UNTIL_CLEARED);
                } else {
                  state.put("times", armed.times());
                }
                ObjectNode parameters = state.putObject("parameters");
                new TreeMap<>(armed.parameters()).forEach(parameters::put);
              });
    }
    return Future.succeededFuture(Answer.json(200, Json.object().set("faults", list)));
  }

  Future<Answer> clearFaults(Call call) {
    faults.clear();
    return listFaults(call);
  }

  Future<Answer> armFault(Call call) {
    JsonNode body = Json.parse(call.body()).orElse(Json.missing());
    if (!body.path("fault").isString()) {
      return Future.succeededFuture(
          Answer.failure(
              400, "the field fault is missing: send {\"fault\":\"quote-fails\",\"times\":1}"));
    }
    String name = Json.string(body, "fault");
    Optional<Fault> fault = Fault.named(name);
    if (fault.isEmpty()) {
      return Future.succeededFuture(unknown(name));
    }
    JsonNode times = body.path("times");
    boolean untilCleared = times.isString() && times.stringValue().equals(UNTIL_CLEARED);
    boolean counted = times.isInt() && times.intValue() > 0;
    if (!times.isMissingNode() && !untilCleared && !counted) {
      return Future.succeededFuture(
          Answer.failure(400, "times must be 1 or more, or \"" + UNTIL_CLEARED + "\""));
    }
    Map<String, String> parameters = new TreeMap<>();
    body.path("parameters")
        .propertyStream()
        .forEach(member -> parameters.put(member.getKey(), member.getValue().asString()));
    int count = untilCleared ? Faults.UNTIL_CLEARED : counted ? times.intValue() : 1;
    faults.arm(fault.get(), count, parameters);
    return listFaults(call);
  }

  private static Answer unknown(String name) {
    ObjectNode body = Json.object();
    body.put("success", false);
    Fault nearest = Fault.nearest(name);
    body.put("error", "There is no such fault. Did you mean " + nearest.label() + "?");
    body.put("nearest", nearest.label());
    ArrayNode known = body.putArray("known");
    for (Fault fault : Fault.values()) {
      known.add(fault.label());
    }
    return Answer.json(400, body);
  }
}
