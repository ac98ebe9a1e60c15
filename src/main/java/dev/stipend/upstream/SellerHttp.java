package dev.stipend.upstream;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request, one connection, one answer.
 *
 * <p>HTTP/1.1 only: a connection carries one request at a time, so the moment from which bytes may
 * have left is the moment the connection was given to it, and giving up closes that connection and
 * no other request's.
 */
final class SellerHttp {

  static final int HEADERS_BYTES_MAX = 64 * 1024;
  static final int BODY_BYTES_MAX = 1024 * 1024;

  private static final int WAITING_MAX = 10_000;

  /**
   * How often idle connections are looked at; the pool's own default would overshoot by a third.
   */
  private static final int CLEANER_MILLIS = 250;

  private final HttpClientAgent client;
  private final RequestOptions target;
  private final Duration connectTimeout;
  private final int bodyBytesMax;

  SellerHttp(Vertx vertx, UpstreamSettings settings) {
    this(vertx, settings, BODY_BYTES_MAX);
  }

  SellerHttp(Vertx vertx, UpstreamSettings settings, int bodyBytesMax) {
    this.bodyBytesMax = bodyBytesMax;
    URI origin = settings.origin();
    this.connectTimeout = settings.connectTimeout();
    this.target =
        new RequestOptions()
            .setHost(origin.getHost())
            .setPort(Origins.port(origin))
            .setSsl(Origins.isHttps(origin))
            .setFollowRedirects(false)
            .setConnectTimeout(connectTimeout.toMillis());
    this.client =
        vertx
            .httpClientBuilder()
            .with(options(settings))
            .with(
                new PoolOptions()
                    .setHttp1MaxSize(settings.connectionsMax())
                    .setMaxWaitQueueSize(WAITING_MAX)
                    .setCleanerPeriod(CLEANER_MILLIS))
            .build();
  }

  private static HttpClientOptions options(UpstreamSettings settings) {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_1_1)
        .setUseAlpn(false)
        .setPipelining(false)
        .setKeepAlive(true)
        .setKeepAliveTimeout((int) settings.keepAlive().toSeconds())
        .setConnectTimeout((int) settings.connectTimeout().toMillis())
        .setMaxHeaderSize(HEADERS_BYTES_MAX)
        .setDecompressionSupported(false);
  }

  static MultiMap headers() {
    return HttpHeaders.headers()
        .set("accept", "application/json")
        .set("accept-encoding", "identity");
  }

  Future<Exchange> send(
      HttpMethod method, String path, MultiMap headers, @Nullable Buffer body, Duration timeout) {
    RequestOptions options =
        new RequestOptions(target).setMethod(method).setURI(path).setHeaders(headers);
    return client
        .request(options)
        .transform(
            connection ->
                connection.succeeded()
                    ? converse(connection.result(), body, bodyBytesMax, timeout)
                    : Future.succeededFuture(
                        new Exchange.NotConnected(notConnected(connection.cause()))));
  }

  Future<Void> close() {
    return client.close();
  }

  private static Future<Exchange> converse(
      HttpClientRequest request, @Nullable Buffer body, int bodyBytesMax, Duration timeout) {
    return converse(
        request, body == null ? request.send() : request.send(body), bodyBytesMax, timeout);
  }

  /** The answer to what is being sent. */
  static Future<Exchange> converse(
      HttpClientRequest request,
      Future<HttpClientResponse> sent,
      int bodyBytesMax,
      Duration timeout) {
    return sent.compose(response -> read(response, bodyBytesMax))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            cause -> {
              request.reset();
              return Future.succeededFuture(new Exchange.NoAnswer(noAnswer(cause, timeout)));
            });
  }

  /** The head alone is an answer too, so a body that breaks off does not make it less of one. */
  private static Future<Exchange> read(HttpClientResponse response, int bodyBytesMax) {
    Promise<Exchange> answer = Promise.promise();
    Exchange headOnly = new Exchange.Answer(response.statusCode(), response.headers(), null);
    Buffer body = Buffer.buffer();
    response.exceptionHandler(cause -> answer.tryComplete(headOnly));
    response.endHandler(
        end ->
            answer.tryComplete(
                new Exchange.Answer(response.statusCode(), response.headers(), body)));
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() <= bodyBytesMax) {
            body.appendBuffer(chunk);
          } else if (answer.tryComplete(headOnly)) {
            response.request().reset();
          }
        });
    return answer.future();
  }

  private String notConnected(Throwable cause) {
    return cause instanceof TimeoutException
        ? "no connection within " + connectTimeout.toMillis() + " ms"
        : "no connection (" + cause.getClass().getSimpleName() + ")";
  }

  private static String noAnswer(Throwable cause, Duration timeout) {
    return cause instanceof TimeoutException
        ? "no answer within " + timeout.toMillis() + " ms"
        : "the answer broke off (" + cause.getClass().getSimpleName() + ")";
  }
}
