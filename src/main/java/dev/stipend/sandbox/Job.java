package dev.stipend.sandbox;

import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One generation. Its state is a matter of time alone, so nothing needs to run for it.
 *
 * @param owner lower-case address of the wallet that paid
 * @param blob the name of its result, without an ending
 * @param error what a job that fails says
 */
record Job(
    String id,
    Product product,
    String owner,
    ObjectNode input,
    long createdMillis,
    long lengthMillis,
    Ending ending,
    String error,
    String blob) {

  private static final int PENDING_PERCENT = 15;

  enum Ending {
    COMPLETE,
    FAILED,
    NEVER
  }

  enum State {
    PENDING,
    LOADING,
    COMPLETE,
    FAILED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  long endMillis() {
    return createdMillis + lengthMillis;
  }

  int progress(long nowMillis) {
    long elapsed = Math.max(0, nowMillis - createdMillis);
    return elapsed >= lengthMillis ? 100 : (int) (elapsed * 100 / lengthMillis);
  }

  State state(long nowMillis) {
    int progress = progress(nowMillis);
    if (progress < PENDING_PERCENT) {
      return State.PENDING;
    }
    if (progress < 100) {
      return State.LOADING;
    }
    return switch (ending) {
      case COMPLETE -> State.COMPLETE;
      case FAILED -> State.FAILED;
      case NEVER -> State.LOADING;
    };
  }

  ObjectNode toJson() {
    ObjectNode line = Json.object();
    line.put("event", "job");
    line.put("id", id);
    line.put("type", product.jobType());
    line.put("product", product.id());
    line.put("owner", owner);
    line.set("input", input);
    line.put("createdMillis", createdMillis);
    line.put("lengthMillis", lengthMillis);
    line.put("ending", ending.name());
    line.put("error", error);
    line.put("blob", blob);
    return line;
  }

  static Job fromJson(JsonNode line) {
    return new Job(
        Json.string(line, "id"),
        product(line),
        Json.string(line, "owner"),
        (ObjectNode) line.get("input"),
        line.path("createdMillis").longValue(),
        line.path("lengthMillis").longValue(),
        Ending.valueOf(Json.string(line, "ending")),
        Json.string(line, "error"),
        Json.string(line, "blob"));
  }

  /** A line of an earlier version has no product. */
  private static Product product(JsonNode line) {
    String id = Json.string(line, "product");
    return id.isEmpty() ? Products.ofType(Json.string(line, "type")) : Products.find(id);
  }

  /** The input holds a prompt. */
  @Override
  public String toString() {
    return "Job " + id;
  }
}
