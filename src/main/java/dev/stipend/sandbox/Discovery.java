package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import dev.stipend.sandbox.Route.Call;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The seller's description of itself. */
final class Discovery {

  private static final int HUGE_BYTES = 8 * 1024 * 1024;
  private static final String GUIDE =
      """
      # StableStudio (sandbox)

      POST /api/generate/{model}/{operation} and pay what the 402 asks; openapi.json lists what there
      is. Then read GET /api/jobs/{jobId} with a sign-in-with-x header of the same wallet. Links to
      results live 20 minutes.
      """;

  private final Faults faults;
  private final Products products;
  private final String origin;

  Discovery(Faults faults, Products products, String origin) {
    this.faults = faults;
    this.products = products;
    this.origin = origin;
  }

  Future<Answer> openapi(Call call) {
    if (faults.fires(Fault.DISCOVERY_DOWN)) {
      return Future.succeededFuture(Answer.text(503, "Service Unavailable"));
    }
    if (faults.fires(Fault.DISCOVERY_BROKEN)) {
      Buffer half = Buffer.buffer("{\"openapi\":\"3.1.0\",\"paths\":{");
      return Future.succeededFuture(Answer.bytes(200, "application/json", half));
    }
    ObjectNode document = document();
    Optional<Armed> huge = faults.take(Fault.DISCOVERY_HUGE);
    huge.ifPresent(
        armed -> document.put("x-padding", "x".repeat((int) armed.number("bytes", HUGE_BYTES))));
    if (faults.fires(Fault.DISCOVERY_FOREIGN)) {
      document.putObject("paths").putObject("/pets").putObject("get").put("summary", "List pets");
    }
    if (faults.fires(Fault.DISCOVERY_CHANGED)) {
      ((ObjectNode) document.get("paths")).remove(Product.pathOf(Product.CLIP));
    }
    return Future.succeededFuture(Answer.json(200, document));
  }

  Future<Answer> guide(Call call) {
    return Future.succeededFuture(
        faults.fires(Fault.DISCOVERY_DOWN)
            ? Answer.text(503, "Service Unavailable")
            : Answer.text(200, GUIDE));
  }

  private ObjectNode document() {
    ObjectNode root = Json.object();
    root.put("openapi", "3.1.0");
    root.putObject("info")
        .put("title", "StableStudio")
        .put("version", "sandbox")
        .put("x-guidance", GUIDE);
    root.putArray("servers").addObject().put("url", origin);
    ObjectNode paths = root.putObject("paths");
    for (Product product : products.now()) {
      paths.putObject(product.path()).set("post", operation(product));
    }
    free(paths.putObject("/api/upload/confirm"), "post", "Confirm upload");
    free(paths.putObject("/api/jobs"), "get", "List jobs");
    free(paths.putObject("/api/jobs/{jobId}"), "get", "Get job");
    ObjectNode schemes = root.putObject("components").putObject("securitySchemes");
    schemes
        .putObject("siwx")
        .put("type", "apiKey")
        .put("in", "header")
        .put("name", SiwxGate.HEADER);
    return root;
  }

  private static ObjectNode operation(Product product) {
    ObjectNode operation = Json.object();
    operation.put("operationId", product.jobType());
    operation.put("summary", product.title());
    operation.putArray("tags").add("Generate");
    ObjectNode payment = operation.putObject("x-payment-info");
    payment
        .putObject("price")
        .put("mode", "dynamic")
        .put("currency", "USD")
        .put("min", "0")
        .put("max", BigDecimal.valueOf(product.maximumMicros(), 6).setScale(2).toPlainString());
    payment.putArray("protocols").addObject().putObject("x402");
    ObjectNode request = operation.putObject("requestBody");
    request.put("required", true);
    request.putObject("content").putObject("application/json").set("schema", schema(product));
    ObjectNode responses = operation.putObject("responses");
    responses.putObject("200").put("description", "The job was started");
    responses.putObject("402").put("description", "Payment required");
    return operation;
  }

  private static void free(ObjectNode path, String method, String summary) {
    ObjectNode operation = path.putObject(method);
    operation.put("summary", summary);
    operation.putArray("security").addObject().putArray("siwx");
    operation.putObject("responses").putObject("200").put("description", summary);
  }

  private static ObjectNode schema(Product product) {
    ObjectNode schema = Json.object();
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    var required = schema.putArray("required");
    for (Field field : product.fields()) {
      properties.set(field.name(), field.schema());
      if (field.required()) {
        required.add(field.name());
      }
    }
    if (product.strict()) {
      schema.put("additionalProperties", false);
    }
    return schema;
  }

  /** What a 402 says about the route; it makes the header as long as a real one. */
  static ObjectNode bazaar(Product product) {
    ObjectNode bazaar = Json.object();
    ObjectNode info = bazaar.putObject("info");
    ObjectNode input = info.putObject("input");
    input.put("type", "http").put("method", "POST").put("bodyType", "json");
    input.putObject("body").put("prompt", "a lighthouse at dawn");
    ObjectNode output = info.putObject("output");
    output.put("type", "json");
    output
        .putObject("example")
        .put("success", true)
        .put("jobId", "cmnms7w2m000304l4oz0ewji1")
        .put("status", "pending")
        .put("type", product.jobType());
    ObjectNode schema = bazaar.putObject("schema");
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ObjectNode described = properties.putObject("input");
    described.put("type", "object");
    described.putObject("properties").set("body", schema(product));
    described.putArray("required").add("type").add("method").add("bodyType").add("body");
    properties.putObject("output").put("type", "object").putArray("required").add("type");
    schema.putArray("required").add("input");
    return bazaar;
  }

  /** What every unknown route and method gets. */
  static Answer routeNotFound(String origin, String path) {
    ObjectNode body = Json.object();
    body.put("success", false);
    body.put("code", "route_not_found");
    body.put("error", "There is no such route; see the discovery documents");
    body.put("requestedUrl", origin + path);
    body.putObject("discovery")
        .put("openapi", origin + "/openapi.json")
        .put("llmsTxt", origin + "/llms.txt");
    return Answer.json(404, body);
  }
}
