package dev.stipend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a team or an operator has: an address and, mostly, a secret. */
final class Http {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final URI base;
  private final @Nullable String secret;
  private final @Nullable String idempotencyKey;

  Http(URI base, @Nullable String secret) {
    this(base, secret, null);
  }

  private Http(URI base, @Nullable String secret, @Nullable String idempotencyKey) {
    this.base = base;
    this.secret = secret;
    this.idempotencyKey = idempotencyKey;
  }

  /** The same, naming every call alike. */
  Http naming(String everyCall) {
    return new Http(base, secret, everyCall);
  }

  Http with(@Nullable String otherSecret) {
    return new Http(base, otherSecret);
  }

  URI base() {
    return base;
  }

  Reply get(String path) {
    return await(getLater(path));
  }

  CompletableFuture<Reply> getLater(String path) {
    return begin(request(path).GET());
  }

  Reply delete(String path) {
    return await(begin(request(path).DELETE()));
  }

  Reply post(String path, String body) {
    return await(postLater(path, body));
  }

  Reply post(String path, Map<String, ?> body) {
    return post(path, JsonMapper.shared().writeValueAsString(body));
  }

  CompletableFuture<Reply> postLater(String path, String body) {
    return begin(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  Reply post(String path, String contentType, byte[] body) {
    return await(postLater(path, contentType, body));
  }

  CompletableFuture<Reply> postLater(String path, String contentType, byte[] body) {
    return begin(
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
  }

  Reply send(String method, String path, String body) {
    return await(
        begin(
            request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))));
  }

  private HttpRequest.Builder request(String path) {
    URI uri = path.startsWith("http") ? URI.create(path) : URI.create(base + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60));
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    return secret == null ? request : request.header("Authorization", "Bearer " + secret);
  }

  private static CompletableFuture<Reply> begin(HttpRequest.Builder request) {
    var sent = CLIENT.sendAsync(request.build(), BodyHandlers.ofByteArray());
    CompletableFuture<Reply> reply = sent.thenApply(Reply::of);
    // Whoever gives the answer up hangs up: cancelling does not reach backwards by itself.
    var _ =
        reply.whenComplete(
            (answer, failure) -> {
              if (reply.isCancelled()) {
                sent.cancel(true);
              }
            });
    return reply;
  }

  static Reply await(CompletableFuture<Reply> reply) {
    try {
      return reply.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new UncheckedIOException(cause);
      }
      throw e;
    }
  }

  /** What came back. */
  @SuppressWarnings("ArrayRecordComponent")
  record Reply(int status, Map<String, String> headers, byte[] bytes) {

    static Reply of(HttpResponse<byte[]> response) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      response
          .headers()
          .map()
          .forEach((name, values) -> headers.put(name, String.join(", ", values)));
      return new Reply(response.statusCode(), headers, response.body());
    }

    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    JsonNode json() {
      return JsonMapper.shared().readTree(bytes);
    }

    /** Empty where there is none. */
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** A text within the answer, by JSON pointer; empty where there is none. */
    String at(String pointer) {
      return json().at(pointer).asString("");
    }

    @Override
    public String toString() {
      return status + " " + headers + " " + text();
    }
  }
}
