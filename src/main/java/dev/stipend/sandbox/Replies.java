package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.UUID;

/** Puts answers on the wire, or breaks off where the answer or a load fault says so. */
final class Replies {

  private final Vertx vertx;
  private final Faults faults;

  Replies(Vertx vertx, Faults faults) {
    this.vertx = vertx;
    this.faults = faults;
  }

  /** What overload answers instead of the route. */
  Optional<Answer> overload(String kind) {
    if (faults.take(Fault.CONNECTION_DROP, kind).isPresent()) {
      return Optional.of(Answer.dropped());
    }
    return faults
        .take(Fault.TOO_MANY_REQUESTS, kind)
        .map(armed -> busy(429, "Too many requests", armed))
        .or(
            () ->
                faults
                    .take(Fault.UNAVAILABLE, kind)
                    .map(armed -> busy(503, "Service unavailable", armed)));
  }

  private static Answer busy(int status, String error, Armed armed) {
    return Answer.failure(status, error)
        .with("Retry-After", Long.toString(armed.number("retryAfter", 1)));
  }

  Future<Void> send(HttpServerRequest request, Answer answer, String kind) {
    return switch (answer.ending()) {
      case SILENT -> Future.succeededFuture();
      case DROPPED -> request.connection().close();
      case CUT -> {
        Buffer body = answer.body();
        head(request, answer);
        yield request
            .response()
            .write(body.slice(0, body.length() / 2))
            .eventually(() -> request.connection().close());
      }
      case WHOLE ->
          Pause.of(vertx, faults.take(Fault.SLOW_HEADERS, kind))
              .compose(ready -> whole(request, answer, kind));
    };
  }

  private Future<Void> whole(HttpServerRequest request, Answer answer, String kind) {
    head(request, answer);
    HttpServerResponse response = request.response();
    Optional<Armed> slow = faults.take(Fault.SLOW_BODY, kind);
    if (request.method().equals(HttpMethod.HEAD)) {
      return response.end();
    }
    Buffer body = answer.body();
    Future<Void> sent;
    if (slow.isPresent() && body.length() > 1) {
      sent =
          response
              .write(body.slice(0, 1))
              .compose(first -> Pause.of(vertx, slow))
              .compose(waited -> response.end(body.slice(1, body.length())));
    } else {
      sent = response.end(body);
    }
    return faults.take(Fault.CONNECTION_CLOSE, kind).isPresent()
        ? sent.eventually(() -> request.connection().close())
        : sent;
  }

  private static void head(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    response.setStatusCode(answer.status());
    response.putHeader("Cache-Control", "private");
    response.putHeader("X-Request-ID", UUID.randomUUID().toString());
    response.putHeader("Content-Length", Integer.toString(answer.body().length()));
    answer.headers().forEach(response::putHeader);
  }
}
