package dev.stipend.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body whole, up to a bound. What is above the bound is refused at once, by its declared
 * length or by the first byte too many.
 */
public final class BodyReader {

  /**
   * After a refusal that much more is read and dropped, because most clients read an answer only
   * when they have sent everything. Then the connection is closed.
   */
  private static final long DROPPED_MAX = 16L * 1024 * 1024;

  /** What is taken for JSON; curl names its bodies a form unless told otherwise. */
  private static final Set<String> JSON_TYPES =
      Set.of("application/json", "text/json", "text/plain", "application/x-www-form-urlencoded");

  private final int bytesMax;

  public BodyReader(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * Holds the body back until somebody reads it, so that asking who calls may take its time. What
   * nobody reads is dropped once the request is answered.
   */
  public static Handler<RoutingContext> hold() {
    return context -> {
      HttpServerRequest request = context.request();
      request.pause();
      context.addEndHandler(
          end -> {
            // After a hang-up the reader, if there is one, must hear of it.
            if (end.succeeded()) {
              drop(request);
            }
          });
      context.next();
    };
  }

  /** A body that is meant to be JSON; nothing of it is looked at yet. */
  public Future<byte[]> readJson(RoutingContext context) {
    String type = mediaType(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
    if (type != null && !JSON_TYPES.contains(type) && !type.endsWith("+json")) {
      return Future.failedFuture(
          new ProblemException(
              Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "The body is declared as no JSON.")));
    }
    return read(context).map(Buffer::getBytes);
  }

  /** Fails with {@link ProblemCode#BODY_TOO_LARGE} above the bound. */
  public Future<Buffer> read(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (isAbove(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
      return Future.failedFuture(tooLarge());
    }
    if (context.response().closed()) {
      // No event will come any more that could end the reading.
      return Future.failedFuture(new HttpClosedException("the client hung up"));
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      context.response().writeContinue();
    }
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    request.exceptionHandler(whole::tryFail);
    request.endHandler(_ -> whole.tryComplete(body));
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > bytesMax) {
            request.pause();
            whole.tryFail(tooLarge());
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.resume();
    return whole.future();
  }

  private static void drop(HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    long bound = request.bytesRead() + DROPPED_MAX;
    request.exceptionHandler(_ -> {});
    request.handler(
        _ -> {
          if (request.bytesRead() > bound) {
            request.connection().close();
          }
        });
    request.resume();
  }

  private boolean isAbove(@Nullable String contentLength) {
    if (contentLength == null) {
      return false;
    }
    try {
      return Long.parseLong(contentLength) > bytesMax;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        Problem.of(ProblemCode.BODY_TOO_LARGE, "The body has more than " + bytesMax + " bytes."));
  }

  private static @Nullable String mediaType(@Nullable String contentType) {
    if (contentType == null || contentType.isBlank()) {
      return null;
    }
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
