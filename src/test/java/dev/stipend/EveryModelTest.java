package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Everything that the catalogue sells, bought by the body that is documented for it. */
class EveryModelTest {

  private static RunningGateway gateway;
  private static Customer customer;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    customer = gateway.customer("500.00");
  }

  @AfterAll
  static void stop() {
    gateway.books().explain(gateway.sandbox().chain().transfers());
    gateway.close();
  }

  static Stream<String> operations() {
    return listed()
        .map(operation -> operation.get("path").asString().substring("/api/generate/".length()));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void theDocumentedBodyBuysAResultForThePriceThatWasQuoted(String id) {
    JsonNode operation = operation(id);
    String body = operation.get("example").toString();

    Reply quote = customer.http().post("/api/quote/" + id, body);
    Reply bought = customer.http().post("/api/generate/" + id, body);

    assertThat(quote.status()).as("%s", quote).isEqualTo(200);
    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(bought.header("X-Stipend-Warning")).as("the example is right").isEmpty();
    assertThat(bought.header("X-Cost-Usd")).isEqualTo(quote.at("/price"));
    assertThat(operation(id).at("/quoted/last").asString()).isEqualTo(quote.at("/price"));
    JsonNode job = customer.ended(bought.at("/jobId"));
    assertThat(job.path("status").asString()).as("%s", job).isEqualTo("complete");
    String name = job.at("/result/videoUrl").isMissingNode() ? "imageUrl" : "videoUrl";
    Reply result = customer.http().with(null).get(job.at("/result/" + name).asString());
    assertThat(result.status()).isEqualTo(200);
    assertThat(result.header("Content-Type")).isEqualTo(type(operation, body));
    looksLike(result);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void theOlderFamilyOfRoutesSellsTheSame(String id) {
    String body = operation(id).get("example").toString();

    Reply bought = customer.http().post("/api/x402/" + id, body);

    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(bought.at("/pollUrl")).contains("/api/x402/jobs/" + bought.at("/jobId"));
    Reply job = customer.http().get("/api/x402/jobs/" + bought.at("/jobId"));
    assertThat(job.status()).isEqualTo(200);
    assertThat(job.at("/type")).isEqualTo(bought.at("/type"));
  }

  @Test
  void aCallIsTheSameInBothFamilies() {
    Map<String, String> body = Map.of("prompt", "one lighthouse");
    Http named = customer.http().naming("both-families");

    Reply first = named.post("/api/generate/nano-banana/generate", body);
    Reply again = named.post("/api/x402/nano-banana/generate", body);

    assertThat(first.status()).as("%s", first).isEqualTo(200);
    assertThat(again.at("/jobId")).isEqualTo(first.at("/jobId"));
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
  }

  @Test
  void aSellerWithTheOlderFamilyIsBoughtFromByTemplates() {
    Map<String, String> older =
        Map.of(
            "STIPEND_UPSTREAM_PATHS_GENERATE", "/api/x402/{model}/{operation}",
            "STIPEND_UPSTREAM_PATHS_JOB", "/api/x402/jobs/{id}",
            "STIPEND_UPSTREAM_PATHS_JOBS", "/api/x402/jobs");
    try (RunningGateway old = RunningGateway.start(RunningGateway.newFolder(), older)) {
      Customer team = old.customer("1.00");

      Reply bought = team.buyPicture("an older lighthouse");

      assertThat(bought.status()).as("%s", bought).isEqualTo(200);
      assertThat(team.ended(bought.at("/jobId")).path("status").asString()).isEqualTo("complete");
    }
  }

  @Test
  void aConversionIsSaidInAHeader() {
    Reply quote =
        customer
            .http()
            .post(
                "/api/quote/grok-video/generate",
                "{\"prompt\":\"waves\",\"duration\":6,\"aspectRatio\":\"16:9\"}");

    assertThat(quote.status()).as("%s", quote).isEqualTo(200);
    assertThat(quote.at("/price")).isEqualTo("0.30");
    assertThat(quote.header("X-Stipend-Warning"))
        .contains("duration: 6 was sent as a number and converted to \"6\"")
        .contains("aspectRatio: was renamed to aspect_ratio");
  }

  @Test
  void aRefusalNamesFieldValueAllowedValuesAndTheNearestName() {
    Reply refused =
        customer
            .http()
            .post(
                "/api/generate/wan-2.6/t2v",
                "{\"prompt\":\"x\",\"size\":\"1280x720\",\"negative\":\"rain\"}");

    assertThat(refused.status()).isEqualTo(400);
    JsonNode size = error(refused, "size");
    assertThat(size.get("reason").asString()).contains("1280x720");
    assertThat(size.get("allowed").toString())
        .isEqualTo("[\"1280*720\",\"720*1280\",\"1920*1080\",\"1080*1920\"]");
    assertThat(size.get("nearest").asString()).isEqualTo("1280*720");
    assertThat(error(refused, "negative").get("nearest").asString()).isEqualTo("negativePrompt");
  }

  @Test
  void whatAnApiKeyMayUseIsTold() {
    Customer some = gateway.customer("5.00");
    gateway
        .admin()
        .send(
            "PUT",
            "/admin/teams/" + some.team() + "/policy",
            "{\"models\":[\"image\"],\"priceMax\":\"0.05\"}");

    JsonNode models = some.http().get("/api/models").json().get("models");

    for (JsonNode model : models) {
      boolean isImage = model.get("kind").asString().equals("image");
      assertThat(model.get("allowed").booleanValue()).isEqualTo(isImage);
    }
    JsonNode picture = models.get(0).get("operations").get(0);
    assertThat(picture.get("priceMax").asString()).isEqualTo("0.05");
    assertThat(picture.get("status").asString()).isEqualTo("available");
    assertThat(picture.at("/schema/properties/imageSize/enum").toString()).contains("\"4K\"");
    assertThat(picture.at("/priceRange/max").asString()).isEqualTo("0.151");
  }

  @Test
  void aClientSaysWhatItWantsToSpendAtMost() throws Exception {
    String path = "/api/generate/nano-banana-pro/generate";

    HttpResponse<String> tooDear = atMost(path, "0.13");
    HttpResponse<String> bought = atMost(path, "0.134");
    HttpResponse<String> unreadable = atMost(path, "13 cents");

    assertThat(tooDear.statusCode()).isEqualTo(403);
    assertThat(tooDear.body()).contains("price_above_ceiling").contains("\"ceiling\":\"0.13\"");
    assertThat(bought.statusCode()).isEqualTo(200);
    assertThat(unreadable.statusCode()).isEqualTo(400);
    assertThat(atMost(path, "9999").statusCode()).as("it raises nothing").isEqualTo(200);
  }

  private static HttpResponse<String> atMost(String path, String dollars) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(gateway.teamUrl() + path))
              .header("Authorization", "Bearer " + customer.secret())
              .header("Content-Type", "application/json")
              .header("X-Max-Cost-Usd", dollars)
              .POST(BodyPublishers.ofString("{\"prompt\":\"at most " + dollars + "\"}"))
              .build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  void aStoppedRouteIsTold() {
    String route = "{\"model\":\"sora-2\",\"operation\":\"generate\",\"reason\":\"a test\"}";
    assertThat(gateway.admin().post("/admin/treasury/pause", route).status()).isEqualTo(200);

    assertThat(operation("sora-2/generate").get("status").asString()).isEqualTo("stopped");

    gateway
        .admin()
        .post(
            "/admin/treasury/resume",
            Map.of("what", "route sora-2 generate", "reason", "looked at it"));
    assertThat(operation("sora-2/generate").get("status").asString()).isEqualTo("available");
  }

  private static JsonNode error(Reply refused, String field) {
    return refused
        .json()
        .get("errors")
        .valueStream()
        .filter(error -> error.get("field").asString().equals(field))
        .findFirst()
        .orElseThrow();
  }

  /** All but the upload, which makes no job and has tests of its own. */
  private static Stream<JsonNode> listed() {
    return customer.http().get("/api/models").json().findValues("operations").stream()
        .flatMap(JsonNode::valueStream)
        .filter(operation -> operation.get("path").asString().startsWith("/api/generate/"));
  }

  private static JsonNode operation(String id) {
    return listed()
        .filter(each -> each.get("path").asString().equals("/api/generate/" + id))
        .findFirst()
        .orElseThrow();
  }

  /** What the seller makes of the body. */
  private static String type(JsonNode operation, String body) {
    String path = operation.get("path").asString();
    if (path.endsWith("vectorize")) {
      return "image/svg+xml";
    }
    if (operation.get("schema").get("properties").propertyNames().stream()
        .anyMatch(List.of("duration", "seconds", "durationSeconds")::contains)) {
      return "video/mp4";
    }
    boolean isWebp = path.contains("flux") && !body.contains("output_format");
    return isWebp ? "image/webp" : "image/png";
  }

  private static void looksLike(Reply result) {
    String head = new String(result.bytes(), StandardCharsets.ISO_8859_1);
    switch (result.header("Content-Type")) {
      case "image/png" -> assertThat(head).startsWith("\u0089PNG").contains("IEND");
      case "image/webp" -> assertThat(head).startsWith("RIFF").contains("VP8L");
      case "video/mp4" -> assertThat(head).contains("ftyp").contains("moov").contains("mdat");
      default -> assertThat(head).startsWith("<svg").contains("</svg>");
    }
  }
}
