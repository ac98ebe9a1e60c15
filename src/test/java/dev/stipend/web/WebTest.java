package dev.stipend.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
@Isolated
class WebTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int BODY_MAX = 1000;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final BlockingQueue<ILoggingEvent> lines = new LinkedBlockingQueue<>();
  private final AtomicLong clock = new AtomicLong();
  private final Lines appender = new Lines();
  private Vertx vertx;
  private HttpServer server;

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.vertx();
    BodyReader bodies = new BodyReader(BODY_MAX);
    Router router = Router.router(vertx);
    Problems.install(router);
    router.route().handler(new RequestIds(() -> "made-here"));
    router.route().handler(new AccessLog(() -> clock.getAndAdd(7_000_000), (_, _, _) -> {}));
    router.route().handler(new SecurityHeaders());
    router.route().handler(BodyReader.hold());
    router
        .post("/echo/:name")
        .handler(
            context -> {
              AccessLog.caller(context, "design", "key-7");
              // As a look-up of the API key would: the body must wait for it.
              vertx
                  .timer(5)
                  .compose(_ -> bodies.readJson(context))
                  .compose(body -> context.response().end(new String(body, StandardCharsets.UTF_8)))
                  .onFailure(context::fail);
            });
    router
        .get("/limit")
        .handler(
            context ->
                context.fail(
                    new ProblemException(
                        Problem.of(ProblemCode.LIMIT_EXCEEDED, "The month is spent.")
                            .retryAfter(Duration.ofMillis(1500))
                            .with("limit", Map.of("window", "month", "amount", "5.00")))));
    router
        .get("/broken")
        .handler(
            _ -> {
              throw new IllegalStateException("secret detail");
            });
    router.post("/refused").handler(context -> context.fail(new ProblemException(denied())));
    router.get("/status/:code").handler(c -> c.fail(Integer.parseInt(c.pathParam("code"))));
    server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    appender.start();
    ((Logger) LoggerFactory.getLogger("access")).addAppender(appender);
  }

  @AfterEach
  void close() throws Exception {
    ((Logger) LoggerFactory.getLogger("access")).detachAppender(appender);
    await(vertx.close());
  }

  @Test
  void anErrorServesBothKindsOfClient() throws Exception {
    HttpResponse<String> answer = get("/limit");

    JsonNode body = JSON.readTree(answer.body());
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    assertThat(answer.headers().firstValue("retry-after")).contains("2");
    assertThat(answer.headers().firstValue("retry-after-ms")).contains("1500");
    assertThat(body)
        .isEqualTo(
            JSON.readTree(
                """
                {"type": "urn:stipend:error:limit_exceeded", "title": "Limit spent", "status": 429,
                 "detail": "The month is spent.", "instance": "made-here", "code": "limit_exceeded",
                 "help": "Wait for the limit's next window, or ask ops for a higher limit.",
                 "documentation": "/docs/errors#limit_exceeded", "request_id": "made-here",
                 "limit": {"window": "month", "amount": "5.00"},
                 "error": {
                   "message": "The month is spent. Wait for the limit's next window, or ask ops for a higher limit.",
                   "type": "insufficient_quota", "param": null, "code": "insufficient_quota"}}
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nowhere, 404, route_not_found",
    "GET, /echo/x, 405, method_not_allowed",
    "GET, /status/413, 413, body_too_large",
    "GET, /status/415, 415, unsupported_media_type",
    "GET, /status/503, 500, internal_error",
    "GET, /broken, 500, internal_error"
  })
  void everyFailureHasACode(String method, String path, int status, String code) throws Exception {
    HttpResponse<String> answer =
        send(request(path).method(method, BodyPublishers.noBody()).build());

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("code").asString()).isEqualTo(code);
    assertThat(answer.body()).doesNotContain("secret detail");
    assertThat(answer.headers().firstValue("x-request-id")).contains("made-here");
  }

  @Test
  void aMethodNotAllowedNamesThoseThatAre() throws Exception {
    assertThat(get("/echo/x").headers().firstValue("allow")).contains("POST");
  }

  @Test
  void aSaneRequestIdIsKeptAndAnyOtherReplaced() throws Exception {
    assertThat(idFor("abc-1.2_3")).isEqualTo("abc-1.2_3");
    assertThat(idFor("a b")).isEqualTo("made-here");
    assertThat(idFor("\"}{")).isEqualTo("made-here");
    assertThat(idFor("a".repeat(129))).isEqualTo("made-here");
  }

  @Test
  void aBodyUpToTheBoundIsReadAfterAnyWait() throws Exception {
    String body = "x".repeat(BODY_MAX);

    assertThat(post("/echo/x", body).body()).isEqualTo(body);
    assertThat(post("/echo/x", "").body()).isEmpty();
  }

  @Test
  void aBodyAboveTheBoundIsRefusedByItsDeclaredLength() throws Exception {
    HttpResponse<String> answer = post("/echo/x", "x".repeat(BODY_MAX + 1));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(JSON.readTree(answer.body()).path("detail").asString())
        .isEqualTo("The body has more than 1000 bytes.");
  }

  @Test
  void aChunkedBodyAboveTheBoundIsRefusedBeforeItsEnd() throws Exception {
    try (Socket socket = connected()) {
      OutputStream out = socket.getOutputStream();
      String head = "POST /echo/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
      out.write((head + "3e9\r\n" + "x".repeat(1001) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();

      assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
    }
  }

  @Test
  void anAnswerBeforeTheBodyWasReadLeavesTheConnectionUsable() throws Exception {
    String refusal = "POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n";
    try (Socket socket = connected()) {
      OutputStream out = socket.getOutputStream();
      out.write((refusal + "x".repeat(5000)).getBytes(StandardCharsets.US_ASCII));
      out.write(
          "GET /limit HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();

      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).contains("HTTP/1.1 403 ").contains("HTTP/1.1 429 ");
    }
  }

  @Test
  void aClientThatHangsUpIsNoFailureOfOurs() throws Exception {
    Logger problems = (Logger) LoggerFactory.getLogger(Problems.class);
    problems.addAppender(appender);
    String head =
        "POST /echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n";
    try (Socket socket = connected()) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      assertThat(statusLine(socket)).contains("100 Continue");
      socket.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
    }

    ILoggingEvent first = lines.poll(5, TimeUnit.SECONDS);

    await(vertx.close());
    problems.detachAppender(appender);
    assertThat(first.getLoggerName()).isEqualTo("access");
    assertThat(first.getKeyValuePairs().toString()).contains("answered=\"false\"");
    assertThat(lines).isEmpty();
  }

  @Test
  void aClientThatAsksFirstIsToldToGoOn() throws Exception {
    HttpRequest request =
        request("/echo/x").expectContinue(true).POST(BodyPublishers.ofString("{}")).build();

    assertThat(send(request).body()).isEqualTo("{}");
  }

  @Test
  void aClientThatNeverStopsSendingIsCutOff() throws Exception {
    try (Socket socket = connected()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = new byte[1024 * 1024];
      int sent = 0;
      try {
        for (; sent < 200; sent++) {
          out.write(chunk);
        }
      } catch (IOException e) {
        assertThat(sent).isLessThan(200);
        return;
      }
      throw new AssertionError("200 MB were taken");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/vnd.x+json",
        "application/x-www-form-urlencoded"
      })
  void whatMayBeJsonIsRead(String type) throws Exception {
    assertThat(post("/echo/x", "{}", type).body()).isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data; boundary=x", "image/png", "application/xml"})
  void whatIsDeclaredAsSomethingElseIsRefused(String type) throws Exception {
    HttpResponse<String> answer = post("/echo/x", "{}", type);

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(JSON.readTree(answer.body()).path("help").asString())
        .contains("Content-Type: application/json");
  }

  @Test
  void theAccessLogHasFactsAndNoSecrets() throws Exception {
    send(
        request("/echo/secret-free?token=secret-query")
            .header("Authorization", "Bearer secret-header")
            .POST(BodyPublishers.ofString("secret-body"))
            .build());

    ILoggingEvent line = lines.poll(5, TimeUnit.SECONDS);
    Map<String, Object> facts =
        line.getKeyValuePairs().stream().collect(Collectors.toMap(p -> p.key, p -> p.value));
    assertThat(facts)
        .containsEntry("method", "POST")
        .containsEntry("path", "/echo/secret-free")
        .containsEntry("route", "/echo/:name")
        .containsEntry("status", 200)
        .containsEntry("duration_ms", 7L)
        .containsEntry("bytes_in", 11L)
        .containsEntry("bytes_out", 11L)
        .containsEntry("request_id", "made-here")
        .containsEntry("team", "design")
        .containsEntry("api_key_id", "key-7");
    assertThat(facts.toString() + line.getFormattedMessage())
        .doesNotContain("secret-query")
        .doesNotContain("secret-header")
        .doesNotContain("secret-body");
  }

  @Test
  void everyAnswerIsHarmlessInABrowser() throws Exception {
    for (HttpResponse<String> answer : List.of(get("/limit"), get("/nowhere"))) {
      assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
      assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
          .contains("sandbox");
      assertThat(answer.headers().firstValue("cache-control")).contains("private, no-store");
    }
  }

  private static Problem denied() {
    return Problem.of(ProblemCode.ROLE_NOT_ALLOWED, "Only finance may.");
  }

  private String idFor(String given) throws Exception {
    HttpResponse<String> answer =
        send(request("/limit").header("X-Request-Id", given).GET().build());
    return answer.headers().firstValue("x-request-id").orElse("");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET().build());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path).POST(BodyPublishers.ofString(body)).build());
  }

  private HttpResponse<String> post(String path, String body, String type) throws Exception {
    return send(
        request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
        .timeout(Duration.ofSeconds(10));
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  private Socket connected() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
  }

  private static String statusLine(Socket socket) throws Exception {
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }

  private final class Lines extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      lines.add(event);
    }
  }
}
