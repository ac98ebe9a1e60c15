package dev.stipend.upstream;

import static dev.stipend.upstream.Wire.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.catalog.OpenApi;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reading what the seller says about itself, from nowhere else and within bounds. */
class DiscoveryDocumentTest {

  private static final int BYTES_MAX = 20_000;
  private static final String GOOD =
      "{\"openapi\":\"3.1.0\",\"paths\":{\"/api/generate/a/b\":{\"post\":{\"x-payment-info\":{}}}}}";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void aDocumentIsReadWithoutAnyProof() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "content-type: application/json\r\n", GOOD));

    assertThat(read(wire)).isInstanceOf(OpenApi.Read.class);

    assertThat(wire.requests.getFirst())
        .startsWith("GET /openapi.json HTTP/1.1\r\n")
        .doesNotContainIgnoringCase("sign-in-with-x")
        .doesNotContainIgnoringCase("payment")
        .doesNotContainIgnoringCase("authorization");
  }

  @Test
  void noRedirectIsFollowed() throws Exception {
    Wire elsewhere = Wire.saying(vertx, Wire.answer(200, "", GOOD));
    Wire wire =
        Wire.saying(
            vertx, Wire.answer(302, "location: " + elsewhere.origin() + "/openapi.json\r\n", ""));

    assertThat(read(wire)).isEqualTo(new OpenApi.Unusable("HTTP 302"));
    assertThat(elsewhere.requests).isEmpty();
  }

  @Test
  void oneThatIsTooLargeIsGivenUpWhileItComes() throws Exception {
    String padded = GOOD.replace("\"paths\"", "\"x\":\"" + "x".repeat(BYTES_MAX) + "\",\"paths\"");
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", padded));

    assertThat(read(wire)).isInstanceOf(OpenApi.Unusable.class);
    Wire.until(() -> wire.closed.get() == 1);
  }

  @Test
  void oneThatTakesTooLongIsGivenUp() throws Exception {
    Wire silent = Wire.answering(vertx, (socket, request) -> {});
    Wire slow = Wire.saying(vertx, Wire.answer(200, "", GOOD).replaceFirst("(?s)paths.*", ""));

    assertThat(read(silent)).isInstanceOf(OpenApi.Unusable.class);
    assertThat(read(slow)).isInstanceOf(OpenApi.Unusable.class);
  }

  @Test
  void nobodyThereIsNoFailure() throws Exception {
    Wire wire = Wire.hangingUp(vertx);

    assertThat(read(wire)).isInstanceOf(OpenApi.Unusable.class);
  }

  private OpenApi.Reading read(Wire wire) throws Exception {
    return await(
        new DiscoveryDocument(
                vertx,
                UpstreamSettings.of(wire.origin()),
                new OpenApi("/api/generate/{model}/{operation}"),
                new DiscoveryDocument.Bounds("/openapi.json", BYTES_MAX, Duration.ofMillis(500)))
            .read());
  }
}
