package dev.stipend;

import dev.stipend.Frontier.Neighbours;
import dev.stipend.Moment.When;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/** The way to the seller and its chain; what it says of its own address is changed to this one. */
final class SellerDoor {

  static final String QUOTE = "quote";
  static final String PAYMENT = "payment";
  static final String JOB = "job";
  static final String RESULT = "result";
  static final String CHAIN = "chain";

  private static final int HEADER_BYTES_MAX = 65_536;
  private static final String OFFER = "PAYMENT-REQUIRED";
  private static final Set<String> HOP =
      Set.of("content-length", "transfer-encoding", "connection", "keep-alive");

  private final Frontier frontier;
  private final Neighbours world;
  private final HttpServer server;

  SellerDoor(Frontier frontier, Neighbours world) {
    this.frontier = frontier;
    this.world = world;
    this.server =
        world
            .vertx()
            .createHttpServer(new HttpServerOptions().setMaxHeaderSize(HEADER_BYTES_MAX))
            .connectionHandler(connection -> frontier.wall(() -> connection.close()))
            .requestHandler(this::pass);
  }

  Future<HttpServer> open() {
    return Ways.on(
        world,
        () -> {
          frontier.wall(() -> server.close());
          return server.listen(0, "127.0.0.1");
        });
  }

  URI origin() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private void pass(HttpServerRequest request) {
    String step = step(request);
    request
        .body()
        .compose(
            body ->
                frontier.passes(step, When.BEFORE)
                    ? ask(request, body, step)
                    : Future.<Void>failedFuture("cut"))
        .onFailure(failure -> request.connection().close());
  }

  private static String step(HttpServerRequest request) {
    String path = request.path();
    if (request.getHeader("PAYMENT-SIGNATURE") != null) {
      return PAYMENT;
    }
    if (path.startsWith("/api/generate")) {
      return QUOTE;
    }
    return path.equals("/rpc") ? CHAIN : path.startsWith("/blob") ? RESULT : JOB;
  }

  private Future<Void> ask(HttpServerRequest request, Buffer body, String step) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(request.method())
            .setHost("127.0.0.1")
            .setPort(world.seller().getPort())
            .setURI(request.uri());
    return world
        .http()
        .request(options)
        .compose(
            asking -> {
              if (frontier.isCut()) {
                asking.reset();
                return Future.failedFuture("cut");
              }
              request.headers().forEach((name, value) -> copy(asking, name, value));
              frontier.wall(() -> asking.connection().close());
              Future<HttpClientResponse> answered = asking.response();
              return asking
                  .end(body)
                  .compose(
                      sent ->
                          frontier.passes(step, When.DURING)
                              ? answered
                              : Future.failedFuture("cut"));
            })
        .compose(answer -> answer.body().compose(bytes -> reply(request, answer, bytes, step)));
  }

  private static void copy(HttpClientRequest asking, String name, String value) {
    if (!HOP.contains(name.toLowerCase(Locale.ROOT))) {
      asking.putHeader(name, value);
    }
  }

  private Future<Void> reply(
      HttpServerRequest request, HttpClientResponse answer, Buffer bytes, String step) {
    if (!frontier.passes(step, When.AFTER)) {
      return Future.failedFuture("cut");
    }
    request.response().setStatusCode(answer.statusCode());
    answer
        .headers()
        .forEach(
            (name, value) -> {
              if (!HOP.contains(name.toLowerCase(Locale.ROOT))) {
                request
                    .response()
                    .putHeader(name, OFFER.equalsIgnoreCase(name) ? offer(value) : value);
              }
            });
    String type = String.valueOf(answer.getHeader(HttpHeaders.CONTENT_TYPE));
    return request
        .response()
        .end(type.contains("json") ? Buffer.buffer(ours(bytes.toString())) : bytes);
  }

  private String offer(String theirs) {
    String json = new String(Base64.getDecoder().decode(theirs), StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(ours(json).getBytes(StandardCharsets.UTF_8));
  }

  private String ours(String text) {
    return text.replace(world.seller().toString(), origin().toString());
  }
}
