package dev.stipend.sandbox;

import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What goes back, and how the connection ends. */
record Answer(int status, Map<String, String> headers, Buffer body, Ending ending) {

  enum Ending {
    WHOLE,
    /** The connection ends in the middle of the body. */
    CUT,
    /** The connection ends without an answer. */
    DROPPED,
    /** Nothing is ever sent. */
    SILENT
  }

  static Answer json(int status, JsonNode body) {
    return new Answer(
        status, Map.of("Content-Type", "application/json"), Json.buffer(body), Ending.WHOLE);
  }

  static Answer text(int status, String body) {
    return bytes(status, "text/plain; charset=utf-8", Buffer.buffer(body));
  }

  static Answer bytes(int status, String type, Buffer body) {
    return new Answer(status, Map.of("Content-Type", type), body, Ending.WHOLE);
  }

  /** The seller's envelope for what went wrong. */
  static Answer failure(int status, String error) {
    ObjectNode body = Json.object();
    body.put("success", false);
    body.put("error", error);
    return json(status, body);
  }

  static Answer crash() {
    return text(500, "Internal Server Error");
  }

  static Answer dropped() {
    return new Answer(0, Map.of(), Buffer.buffer(), Ending.DROPPED);
  }

  static Answer silent() {
    return new Answer(0, Map.of(), Buffer.buffer(), Ending.SILENT);
  }

  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body, ending);
  }

  Answer without(String name) {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    fewer.remove(name);
    return new Answer(status, fewer, body, ending);
  }

  Answer withBody(Buffer other) {
    return new Answer(status, headers, other, ending);
  }

  Answer cut() {
    return new Answer(status, headers, body, Ending.CUT);
  }

  /** Bodies and receipts are the business of payer and seller. */
  @Override
  public String toString() {
    return "Answer " + status + " " + ending;
  }
}
