package dev.stipend.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From a paid token to a file that the seller knows. */
class UploadTest extends SandboxFixture {

  private static final String ORDER =
      "{\"filename\":\"a fox.png\",\"contentType\":\"image/png\",\"size\":4}";
  private static final byte[] BYTES = {1, 2, 3, 4};
  private static final String CONFIRM = "/api/upload/confirm";

  @Test
  void aTokenCostsACentAndTakesOneFile() throws Exception {
    JsonNode token = token();

    HttpResponse<byte[]> stored = put(token, BYTES);
    HttpResponse<byte[]> again = put(token, BYTES);
    HttpResponse<byte[]> file = buyer.get(path(Buyer.json(stored)));

    assertThat(spent()).isEqualTo(10_000);
    assertThat(token.path("pathname").asString())
        .isEqualTo("uploads/" + token.path("uploadId").asString() + "/a-fox.png");
    assertThat(stored.statusCode()).isEqualTo(200);
    assertThat(file.body()).isEqualTo(BYTES);
    assertThat(file.headers().firstValue("content-type")).contains("image/png");
    assertThat(code(again)).isEqualTo("bad_request");
  }

  @Test
  void aTokenShowsWhatItTakes() throws Exception {
    String text = token().path("clientToken").asString();

    String inner = decoded(text.substring(text.lastIndexOf('_') + 1));
    JsonNode payload = Buyer.JSON.readTree(decoded(inner.substring(inner.indexOf('.') + 1)));

    assertThat(text).startsWith("vercel_blob_client_sandboxstore_");
    assertThat(payload.path("allowedContentTypes").path(0).asString()).isEqualTo("image/png");
    assertThat(payload.path("maximumSizeInBytes").asLong()).isPositive();
  }

  @Test
  void onlyTheWalletThatPaidConfirmsAndOnlyTheLinkOfItsFile() throws Exception {
    JsonNode token = token();
    String link = Buyer.json(put(token, BYTES)).path("url").asString();
    Buyer stranger = new Buyer(sandbox, "0x" + "11".repeat(32));

    assertThat(confirm(stranger, token, link).statusCode()).isEqualTo(403);
    assertThat(confirm(buyer, token, link + "x").statusCode()).isEqualTo(400);
    assertThat(buyer.post(CONFIRM, "{}").statusCode()).isEqualTo(402);
    assertThat(Buyer.json(confirm(buyer, token, link)).at("/upload/blobUrl").asString())
        .isEqualTo(link);
    assertThat(confirm(buyer, token, link).statusCode()).as("again").isEqualTo(200);
  }

  @Test
  void theStoreLooksAtEveryHeader() throws Exception {
    JsonNode token = token();
    ObjectNode elsewhere = (ObjectNode) token().deepCopy();
    elsewhere.set("pathname", token.get("pathname"));

    assertThat(code(put(elsewhere, BYTES))).isEqualTo("client_token_pathname_mismatch");
    assertThat(code(put(token, BYTES, "authorization", "Bearer nobody's"))).isEqualTo("forbidden");
    assertThat(code(put(token, BYTES, "x-content-type", "image/webp")))
        .isEqualTo("content_type_not_allowed");
    assertThat(code(put(token, BYTES, "x-api-version", "3"))).isEqualTo("bad_request");
    sandbox.chain().advance(Duration.ofMinutes(6));
    assertThat(code(put(token, BYTES))).isEqualTo("client_token_expired");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forbidden",
        "client_token_expired",
        "client_token_not_allowed",
        "client_token_pathname_mismatch",
        "content_type_not_allowed",
        "file_too_large",
        "bad_request",
        "not_found",
        "store_not_found",
        "store_suspended",
        "rate_limited",
        "service_unavailable",
        "internal_server_error",
        "unknown_error"
      })
  void everyErrorOfTheStoreCanBeHad(String code) throws Exception {
    sandbox.faults().arm(Fault.BLOB_ERROR, 1, Map.of("code", code));

    assertThat(code(put(token(), BYTES))).isEqualTo(code);
  }

  @Test
  void faultsLoseTheTokenTheBytesOrTheConfirmation() throws Exception {
    sandbox.faults().arm(Fault.UPLOAD_TOKEN_EXPIRED);
    assertThat(code(put(token(), BYTES))).isEqualTo("client_token_expired");
    sandbox.faults().arm(Fault.UPLOAD_TOKEN_SMALL, 1, Map.of("bytes", "3"));
    assertThat(code(put(token(), BYTES))).isEqualTo("file_too_large");

    JsonNode token = token();
    sandbox.faults().arm(Fault.BLOB_DROP);
    assertThatThrownBy(() -> put(token, BYTES)).isInstanceOf(IOException.class);
    sandbox.faults().arm(Fault.BLOB_KEPT_THEN_DROP);
    assertThatThrownBy(() -> put(token, BYTES)).isInstanceOf(IOException.class);
    assertThat(code(put(token, BYTES))).isEqualTo("bad_request");

    String link =
        sandbox
            .blobUrl()
            .replace("{store}", "sandboxstore")
            .replace("{pathname}", token.path("pathname").asString());
    sandbox.faults().arm(Fault.CONFIRMATION_FAILS);
    assertThat(confirm(buyer, token, link).statusCode()).isEqualTo(500);
    sandbox.faults().arm(Fault.CONFIRMATION_LOST);
    assertThatThrownBy(() -> confirm(buyer, token, link)).isInstanceOf(IOException.class);
    assertThat(confirm(buyer, token, link).statusCode()).isEqualTo(200);
  }

  @Test
  void aWrongOrderIsQuotedAtTheMaximumAndRefusedWhenPaid() throws Exception {
    String wrong = "{\"filename\":\"a.tiff\",\"contentType\":\"image/tiff\"}";

    assertThat(buyer.quote("/api/upload", wrong).path("amount").asString()).isEqualTo("10000000");
    assertThat(buyer.buy("/api/upload", wrong).statusCode()).isEqualTo(400);
    assertThat(spent()).isZero();
  }

  @Test
  void uploadsAndTokensSurviveARestart() throws Exception {
    Path folder = Files.createTempDirectory(Path.of("target"), "uploads-");
    sandbox.close().await(10, TimeUnit.SECONDS);
    reopen(folder);
    JsonNode used = token();
    JsonNode kept = token();
    String before = path(Buyer.json(put(used, BYTES)));

    sandbox.close().await(10, TimeUnit.SECONDS);
    reopen(folder);

    assertThat(buyer.get(before).body()).isEqualTo(BYTES);
    assertThat(code(put(used, BYTES))).isEqualTo("bad_request");
    assertThat(put(kept, BYTES).statusCode()).isEqualTo(200);
  }

  private void reopen(Path folder) throws Exception {
    sandbox = start(folder);
    buyer = Buyer.ofVectors(sandbox);
    sandbox.fundOnce(buyer.address(), FUNDS).await(10, TimeUnit.SECONDS);
  }

  private JsonNode token() throws IOException {
    return Buyer.json(buyer.buy("/api/upload", ORDER));
  }

  private HttpResponse<byte[]> put(JsonNode token, byte[] bytes) throws IOException {
    return put(token, bytes, "x-other", "x");
  }

  /** With one header more, or another one. */
  private HttpResponse<byte[]> put(JsonNode token, byte[] bytes, String name, String value)
      throws IOException {
    String pathname = URLEncoder.encode(token.path("pathname").asString(), StandardCharsets.UTF_8);
    URI to = URI.create(sandbox.blobEndpoint() + "?pathname=" + pathname);
    Map<String, String> headers =
        new HashMap<>(
            Map.of(
                "authorization",
                "Bearer " + token.path("clientToken").asString(),
                "x-content-type",
                "image/png",
                "x-api-version",
                "11"));
    headers.put(name, value);
    return buyer.put(to, bytes, headers);
  }

  private HttpResponse<byte[]> confirm(Buyer who, JsonNode token, String link) throws IOException {
    String body =
        Buyer.JSON.writeValueAsString(
            Map.of("uploadId", token.path("uploadId").asString(), "blobUrl", link));
    return who.post(CONFIRM, body, "SIGN-IN-WITH-X", who.signed(who.proof(CONFIRM)));
  }

  private static String path(JsonNode stored) {
    return URI.create(stored.path("url").asString()).getPath();
  }

  private static String code(HttpResponse<byte[]> response) {
    return Buyer.json(response).at("/error/code").asString("");
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
  }
}
