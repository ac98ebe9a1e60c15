package dev.stipend.chain;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON-RPC 2.0 by POST. Whatever is not a proper result is a failed Future. */
final class JsonRpc {

  static final int ANSWER_BYTES_MAX = 4 * 1024 * 1024;

  /**
   * More than the events of one block can be: each takes six hundred bytes, and ten thousand gas.
   */
  static final int BLOCK_BYTES_MAX = 64 * 1024 * 1024;

  private static final int CONNECTIONS_MAX = 4;
  private static final int WAITING_MAX = 1_000;
  private static final int ERROR_CHARS_MAX = 200;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Vertx vertx;
  private final Pace pace;
  private final HttpClientAgent client;
  private final RequestOptions target;
  private final Duration timeout;
  private final AtomicLong ids = new AtomicLong();

  JsonRpc(Vertx vertx, URI endpoint, Duration timeout, int perSecond) {
    this.vertx = vertx;
    this.pace = new Pace(System::nanoTime, perSecond);
    this.client =
        vertx
            .httpClientBuilder()
            .with(new HttpClientOptions().setConnectTimeout((int) timeout.toMillis()))
            .with(
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setMaxWaitQueueSize(WAITING_MAX))
            .build();
    this.target =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(endpoint.toString())
            .setFollowRedirects(false)
            .setConnectTimeout(timeout.toMillis())
            .putHeader("content-type", "application/json")
            .putHeader("accept", "application/json");
    this.timeout = timeout;
  }

  static ArrayNode params() {
    return MAPPER.createArrayNode();
  }

  /** The call's {@code result}, which may be JSON's null. */
  Future<JsonNode> call(String method, ArrayNode params) {
    return call(method, params, new ComingAnswer(ANSWER_BYTES_MAX, any -> true));
  }

  /** The same, of which no more is kept than is wanted. */
  Future<JsonNode> call(String method, ArrayNode params, ComingAnswer answer) {
    // Elsewhere an answer may be there before anybody listens, and be lost.
    return Context.isOnVertxThread()
        ? ask(method, params, answer)
        : Future.future(
            promise ->
                vertx.runOnContext(begun -> ask(method, params, answer).onComplete(promise)));
  }

  private Future<JsonNode> ask(String method, ArrayNode params, ComingAnswer coming) {
    long id = ids.incrementAndGet();
    ObjectNode message = MAPPER.createObjectNode();
    message.put("jsonrpc", "2.0").put("id", id).put("method", method).set("params", params);
    Buffer body = Buffer.buffer(MAPPER.writeValueAsBytes(message));
    return turn()
        .compose(begun -> client.request(new RequestOptions(target)))
        .compose(request -> converse(request, body, coming))
        .transform(
            answer ->
                answer.succeeded()
                    ? result(method, id, answer.result())
                    : Future.failedFuture(trouble(method, answer.cause())))
        .onComplete(ended -> note(ended.cause()));
  }

  /** Who would wait longer than an answer may take is told so at once. */
  private Future<Void> turn() {
    if (pace.rests()) {
      return Future.failedFuture(new RestingException());
    }
    long wait = pace.take();
    if (wait > timeout.toNanos()) {
      return Future.failedFuture(new ChainException("too much was asked of it before"));
    }
    return wait == 0
        ? Future.succeededFuture()
        : vertx.timer(wait, TimeUnit.NANOSECONDS).mapEmpty();
  }

  /** Who refuses a question answers; who rests has not been asked. */
  private void note(@Nullable Throwable failure) {
    if (failure == null || failure instanceof RefusedException) {
      pace.answered();
    } else if (!(failure instanceof RestingException)) {
      pace.failed();
    }
  }

  Future<Void> close() {
    return client.close();
  }

  private Future<JsonNode> converse(HttpClientRequest request, Buffer body, ComingAnswer answer) {
    return request
        .send(body)
        .compose(response -> read(response, answer))
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(cause -> request.reset());
  }

  private static Future<JsonNode> read(HttpClientResponse response, ComingAnswer answer) {
    Promise<JsonNode> whole = Promise.promise();
    response.exceptionHandler(whole::tryFail);
    if (response.statusCode() != 200) {
      return Future.failedFuture(status(response.statusCode()));
    }
    response.endHandler(end -> unlessOver(whole, () -> whole.tryComplete(answer.end())));
    response.handler(piece -> unlessOver(whole, () -> answer.take(piece)));
    return whole.future();
  }

  private static void unlessOver(Promise<JsonNode> whole, Runnable step) {
    if (!whole.future().isComplete()) {
      try {
        step.run();
      } catch (ChainException failure) {
        whole.tryFail(failure);
      }
    }
  }

  private static Future<JsonNode> result(String method, long id, JsonNode message) {
    JsonNode error = message.path("error");
    if (error.isObject()) {
      String what = "error " + error.path("code").asInt(0) + words(error);
      return Future.failedFuture(new RefusedException(answered(method, what)));
    }
    if (!message.path("id").isIntegralNumber() || message.path("id").asLong(-1) != id) {
      return failed(method, "an answer to another question");
    }
    return message.has("result")
        ? Future.succeededFuture(message.get("result"))
        : failed(method, "neither result nor error");
  }

  private static String words(JsonNode error) {
    String text = error.path("message").asString("").replaceAll("\\p{Cntrl}", " ");
    return text.isEmpty() ? "" : ": " + text.substring(0, Math.min(text.length(), ERROR_CHARS_MAX));
  }

  private static Future<JsonNode> failed(String method, String what) {
    return Future.failedFuture(new ChainException(answered(method, what)));
  }

  private static String answered(String method, String what) {
    return "the chain answered " + method + " with " + what;
  }

  /** Some endpoints refuse what is too much for them by status instead of by message. */
  private static ChainException status(int code) {
    String what = "status " + code;
    return code == 400 || code == 413 ? new RefusedException(what) : new ChainException(what);
  }

  /** Names the kind of trouble only: texts of the network layers may quote the endpoint. */
  private static ChainException trouble(String method, Throwable cause) {
    if (cause instanceof RestingException) {
      return new RestingException();
    }
    String what =
        cause instanceof ChainException known
            ? String.valueOf(known.getMessage())
            : cause.getClass().getSimpleName();
    String text = "the chain did not answer " + method + " (" + what + ")";
    return cause instanceof RefusedException
        ? new RefusedException(text)
        : new ChainException(text);
  }
}
