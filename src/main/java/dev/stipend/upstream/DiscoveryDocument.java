package dev.stipend.upstream;

import dev.stipend.catalog.OpenApi;
import dev.stipend.catalog.SellerDocument;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;

/** The seller's {@code openapi.json}, read without any proof or payment. */
public final class DiscoveryDocument implements SellerDocument {

  private final Vertx vertx;
  private final SellerHttp http;
  private final OpenApi openApi;
  private final Bounds bounds;

  /**
   * Where the document lies, and how much of it is taken.
   *
   * @param timeout of the whole reading
   */
  public record Bounds(String path, int bytesMax, Duration timeout) {}

  public DiscoveryDocument(Vertx vertx, UpstreamSettings settings, OpenApi openApi, Bounds bounds) {
    this.vertx = vertx;
    this.http = new SellerHttp(vertx, settings, bounds.bytesMax());
    this.openApi = openApi;
    this.bounds = bounds;
  }

  @Override
  public Future<OpenApi.Reading> read() {
    return http.send(HttpMethod.GET, bounds.path(), SellerHttp.headers(), null, bounds.timeout())
        .compose(this::understood)
        .otherwise(
            failure -> new OpenApi.Unusable("it broke off: " + failure.getClass().getSimpleName()));
  }

  private Future<OpenApi.Reading> understood(Exchange exchange) {
    return switch (exchange) {
      case Exchange.NotConnected(String why) -> unusable(why);
      case Exchange.NoAnswer(String why) -> unusable(why);
      case Exchange.Answer answer when answer.status() != 200 ->
          unusable("HTTP " + answer.status());
      case Exchange.Answer(int _, var _, Buffer body) ->
          body == null
              ? unusable("it broke off, or is larger than " + bounds.bytesMax() + " bytes")
              // Megabytes of JSON would keep an event loop from its work.
              : vertx.executeBlocking(() -> openApi.read(body.getBytes()), false);
    };
  }

  private static Future<OpenApi.Reading> unusable(String why) {
    return Future.succeededFuture(new OpenApi.Unusable(why));
  }
}
