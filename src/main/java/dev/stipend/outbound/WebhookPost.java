package dev.stipend.outbound;

import dev.stipend.webhook.Receiver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends messages to the servers of teams. */
public final class WebhookPost implements Receiver {

  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
  private static final int CONNECT_MILLIS = 5_000;
  private static final int CONNECTIONS_MAX = 32;
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;
  private static final String PRIVATE = "the host has an address that is not public";

  private final Vertx vertx;
  private final boolean allowPrivate;
  private final HttpClientAgent client;

  /**
   * Sends from this machine.
   *
   * @param allowPrivate whether whatever this machine can reach may be sent to, and without https
   */
  public WebhookPost(Vertx vertx, boolean allowPrivate) {
    this.vertx = vertx;
    this.allowPrivate = allowPrivate;
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_1_1)
                    .setKeepAlive(false)
                    .setConnectTimeout(CONNECT_MILLIS))
            .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX))
            .build();
  }

  @Override
  public Future<Answer> post(URI url, Map<String, String> headers, String body) {
    return resolve(url)
        .compose(
            addresses ->
                mayReach(url, addresses)
                    ? send(url, addresses.getFirst(), headers, body)
                    : Future.succeededFuture(new Answer.Nothing(PRIVATE)))
        .timeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.succeededFuture(new Answer.Nothing(why(failure))));
  }

  /** A name that is not known yet may be by the time something is sent. */
  @Override
  public Future<Optional<String>> objection(URI url) {
    if (!allowPrivate && !isHttps(url)) {
      return Future.succeededFuture(Optional.of("the address must begin with https://"));
    }
    return resolve(url)
        .map(
            addresses -> mayReach(url, addresses) ? Optional.<String>empty() : Optional.of(PRIVATE))
        .otherwise(Optional.empty());
  }

  private boolean mayReach(URI url, List<InetAddress> addresses) {
    return allowPrivate || (isHttps(url) && addresses.stream().allMatch(PublicAddresses::isPublic));
  }

  private Future<List<InetAddress>> resolve(URI url) {
    String host = url.getHost().replaceAll("^\\[|]$", "");
    return vertx.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false);
  }

  /** Connects to the very address that was looked at: a name may mean another one by now. */
  private Future<Answer> send(
      URI url, InetAddress address, Map<String, String> headers, String body) {
    int standard = isHttps(url) ? HTTPS_PORT : HTTP_PORT;
    int port = url.getPort() < 0 ? standard : url.getPort();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
            .setHost(url.getHost())
            .setPort(port)
            .setSsl(isHttps(url))
            .setURI(target(url))
            .setFollowRedirects(false)
            .putHeader("content-type", "application/json")
            .putHeader("user-agent", "Stipend-Webhooks");
    headers.forEach(options::putHeader);
    return client.request(options).compose(request -> exchange(request, body));
  }

  private static Future<Answer> exchange(HttpClientRequest request, String body) {
    request.exceptionHandler(failure -> {});
    return request
        .send(body)
        .timeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .<Answer>map(response -> new Answer.Status(response.statusCode()))
        // Whatever else the receiver says is not read.
        .onComplete(ended -> request.connection().close());
  }

  private static String target(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /** Never the address: it may hold a secret. */
  private static String why(Throwable failure) {
    return switch (failure) {
      case TimeoutException _ -> "no answer in time";
      case UnknownHostException _ -> "the host has no address";
      default -> "no answer (" + failure.getClass().getSimpleName() + ")";
    };
  }

  private static boolean isHttps(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }
}
