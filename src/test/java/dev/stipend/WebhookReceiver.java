package dev.stipend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A team's own server, which may misbehave. */
final class WebhookReceiver implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Message> heard = new CopyOnWriteArrayList<>();

  private WebhookReceiver(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens on loopback.
   *
   * @param status what is answered to the first, second … message
   */
  static WebhookReceiver start(IntUnaryOperator status) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      WebhookReceiver receiver = new WebhookReceiver(server);
      server.createContext("/", exchange -> receiver.hear(exchange, status));
      server.setExecutor(receiver.threads);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?x=1";
  }

  List<Message> heard() {
    return List.copyOf(heard);
  }

  /** What was told of a job so far. */
  List<Message> of(String job) {
    return heard.stream().filter(message -> message.body().contains(job)).toList();
  }

  Message next(String job) {
    Eventually.until("a message about " + job, () -> !of(job).isEmpty());
    return of(job).getFirst();
  }

  private void hear(HttpExchange exchange, IntUnaryOperator status) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    heard.add(new Message(exchange.getRequestURI(), headers, body));
    int answer = status.applyAsInt(heard.size());
    if (answer == 302) {
      exchange.getResponseHeaders().add("Location", "/elsewhere");
    }
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  /** One message. */
  record Message(URI target, Map<String, String> headers, String body) {

    String id() {
      return headers.getOrDefault("webhook-id", "");
    }

    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    List<String> signatures() {
      return Arrays.asList(headers.getOrDefault("webhook-signature", "").split(" "));
    }

    /** The signature that who has the secret expects. */
    String expected(String secret) {
      try {
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String text = id() + "." + headers.get("webhook-timestamp") + "." + body;
        byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(signature);
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }
}
