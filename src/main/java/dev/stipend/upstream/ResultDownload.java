package dev.stipend.upstream;

import dev.stipend.job.FetchedFile;
import dev.stipend.job.ResultFetch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
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
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches results, without any credential and from nowhere but the hosts allowed: a link is the
 * seller's text, and following any text would let the seller read what this machine can reach.
 */
public final class ResultDownload implements ResultFetch {

  private static final int CONNECTIONS_MAX = 32;
  private static final int WAITING_MAX = 10_000;
  private static final int CONNECT_MILLIS = 10_000;

  private final Vertx vertx;
  private final DownloadSettings settings;
  private final HttpClientAgent client;

  public ResultDownload(Vertx vertx, DownloadSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
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
  public Future<FetchedFile> fetch(URI url, Path into) {
    if (!isAllowed(url)) {
      return Future.succeededFuture(
          new FetchedFile.Refused("results are not fetched from " + Origins.host(url)));
    }
    return client
        .request(request(url))
        .compose(connected -> fetch(connected, into))
        .recover(
            cause ->
                Future.succeededFuture(
                    new FetchedFile.Unavailable(
                        cause instanceof TimeoutException
                            ? "no result in time"
                            : "no result (" + cause.getClass().getSimpleName() + ")")))
        .compose(end -> end instanceof FetchedFile.Stored ? keep(end) : discard(end, into));
  }

  public Future<Void> close() {
    return client.close();
  }

  boolean isAllowed(URI url) {
    return Origins.isAllowed(url, settings.origin(), settings.hostSuffixes());
  }

  private RequestOptions request(URI url) {
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setHost(url.getHost())
        .setPort(Origins.port(url))
        .setSsl(Origins.isHttps(url))
        .setURI(path + query)
        .setFollowRedirects(false)
        .setConnectTimeout(CONNECT_MILLIS)
        .putHeader("accept-encoding", "identity");
  }

  private Future<FetchedFile> fetch(HttpClientRequest request, Path into) {
    return request
        .send()
        .compose(
            response -> {
              response.exceptionHandler(cause -> {});
              response.pause();
              return store(response, into);
            })
        .timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(
            end -> {
              if (!(end.result() instanceof FetchedFile.Stored)) {
                request.reset();
              }
            });
  }

  private Future<FetchedFile> store(HttpClientResponse response, Path into) {
    int status = response.statusCode();
    if (status == 403 || status == 404 || status == 410) {
      return Future.succeededFuture(new FetchedFile.Gone(status));
    }
    if (status != 200) {
      return Future.succeededFuture(new FetchedFile.Unavailable("HTTP " + status));
    }
    if (announced(response) > settings.bytesMax()) {
      return Future.succeededFuture(new FetchedFile.TooLarge());
    }
    OpenOptions options =
        new OpenOptions().setWrite(true).setCreate(true).setTruncateExisting(true);
    return vertx
        .fileSystem()
        .open(into.toString(), options)
        .compose(file -> new Copy(response, file, settings.bytesMax()).run());
  }

  private static long announced(HttpClientResponse response) {
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean isNumber = length != null && length.matches("[0-9]{1,18}");
    return isNumber ? Long.parseLong(length) : 0;
  }

  private static Future<FetchedFile> keep(FetchedFile end) {
    return Future.succeededFuture(end);
  }

  private Future<FetchedFile> discard(FetchedFile end, Path into) {
    return vertx.fileSystem().delete(into.toString()).transform(ignored -> keep(end));
  }
}
