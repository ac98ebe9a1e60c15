package dev.stipend.upstream;

import dev.stipend.upload.FileStore;
import dev.stipend.upload.SpooledFile;
import dev.stipend.upload.UploadToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends files to the store of the seller, from disk and with nothing but their token, to the
 * store's host alone: redirects are not followed.
 */
public final class BlobStore implements FileStore {

  private static final int ATTEMPTS_MAX = 4;
  private static final long PAUSE_MILLIS = 300;
  private static final long PAUSE_SECONDS_MAX = 30;
  private static final int CONNECTIONS_MAX = 32;
  private static final int WAITING_MAX = 1_000;
  private static final int CONNECT_MILLIS = 10_000;
  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(5);
  private static final String API_VERSION = "11";

  private final Vertx vertx;
  private final BlobSettings settings;
  private final InstantSource clock;
  private final HttpClientAgent client;

  public BlobStore(Vertx vertx, BlobSettings settings, InstantSource clock) {
    this.vertx = vertx;
    this.settings = settings;
    this.clock = clock;
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_1_1)
                    .setConnectTimeout(CONNECT_MILLIS)
                    .setMaxHeaderSize(SellerHttp.HEADERS_BYTES_MAX))
            .with(
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setMaxWaitQueueSize(WAITING_MAX))
            .build();
  }

  @Override
  public Future<Taken> put(UploadToken token, SpooledFile file) {
    return put(token, file, 1);
  }

  private Future<Taken> put(UploadToken token, SpooledFile file, int attempt) {
    return send(token, file)
        .map(exchange -> BlobReading.of(exchange, settings))
        .compose(
            reading ->
                switch (reading) {
                  case BlobReading.Ended(Taken taken) -> Future.succeededFuture(taken);
                  case BlobReading.Occupied _ -> occupied(token);
                  case BlobReading.Again(String why, Long after) -> {
                    long millis = pause(attempt, after);
                    Instant then = clock.instant().plusMillis(millis);
                    yield attempt < ATTEMPTS_MAX && !token.isOver(then)
                        ? vertx
                            .timer(millis, TimeUnit.MILLISECONDS)
                            .compose(waited -> put(token, file, attempt + 1))
                        : Future.succeededFuture(new Taken.Unavailable(why));
                  }
                });
  }

  private static long pause(int attempt, @Nullable Long afterSeconds) {
    return afterSeconds == null
        ? PAUSE_MILLIS << (2 * (attempt - 1))
        : Math.clamp(afterSeconds, 1, PAUSE_SECONDS_MAX) * 1000;
  }

  /** A token takes one file, so what lies there was sent with it. */
  private Future<Taken> occupied(UploadToken token) {
    URI link = link(token);
    return look(link)
        .map(
            presence ->
                switch (presence) {
                  case THERE -> new Taken.Stored(link);
                  case GONE -> new Taken.Refused("bad_request");
                  case UNKNOWN -> new Taken.Unavailable("the store does not show the file");
                });
  }

  @Override
  public URI link(UploadToken token) {
    return URI.create(
        settings
            .link()
            .replace("{store}", token.store().toLowerCase(Locale.ROOT))
            .replace("{pathname}", token.pathname()));
  }

  @Override
  public Future<Presence> look(URI link) {
    if (!settings.isAllowed(link)) {
      return Future.succeededFuture(Presence.UNKNOWN);
    }
    return client
        .request(request(HttpMethod.HEAD, link))
        .compose(HttpClientRequest::send)
        .compose(response -> response.end().map(response.statusCode()))
        .timeout(LOOK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .map(BlobStore::presence)
        .otherwise(Presence.UNKNOWN);
  }

  private static Presence presence(int status) {
    return switch (status) {
      case 200 -> Presence.THERE;
      case 403, 404, 410 -> Presence.GONE;
      default -> Presence.UNKNOWN;
    };
  }

  public Future<Void> close() {
    return client.close();
  }

  private Future<Exchange> send(UploadToken token, SpooledFile file) {
    RequestOptions options =
        request(HttpMethod.PUT, target(token))
            .putHeader("authorization", "Bearer " + token.clientToken())
            .putHeader("x-content-type", file.type().contentType())
            .putHeader("x-api-version", API_VERSION)
            .putHeader("content-length", Long.toString(file.size()));
    return vertx
        .fileSystem()
        .open(file.path().toString(), new OpenOptions().setRead(true).setWrite(false))
        .compose(
            opened ->
                client
                    .request(options)
                    .transform(
                        connection ->
                            connection.succeeded()
                                ? SellerHttp.converse(
                                    connection.result(),
                                    connection.result().send(opened),
                                    SellerHttp.BODY_BYTES_MAX,
                                    settings.timeout())
                                : Future.succeededFuture(
                                    (Exchange) new Exchange.NotConnected("no connection")))
                    .eventually(() -> opened.close().otherwiseEmpty()));
  }

  @Override
  public URI target(UploadToken token) {
    String pathname = URLEncoder.encode(token.pathname(), StandardCharsets.UTF_8);
    return URI.create(settings.endpoint() + "?pathname=" + pathname);
  }

  private static RequestOptions request(HttpMethod method, URI url) {
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return new RequestOptions()
        .setMethod(method)
        .setHost(Objects.requireNonNull(url.getHost()))
        .setPort(Origins.port(url))
        .setSsl(Origins.isHttps(url))
        .setURI((url.getRawPath().isEmpty() ? "/" : url.getRawPath()) + query)
        .setFollowRedirects(false)
        .setConnectTimeout(CONNECT_MILLIS)
        .putHeader("accept-encoding", "identity");
  }
}
