package dev.stipend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks the seller in somebody's place; the offer then names the one who stands in between. */
final class Forwarding {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final List<String> PASSED =
      List.of("Content-Type", "PAYMENT-SIGNATURE", "SIGN-IN-WITH-X");
  private static final String OFFER = "PAYMENT-REQUIRED";

  private Forwarding() {}

  static Answer forward(
      URI seller,
      URI front,
      String method,
      String path,
      Map<String, List<String>> headers,
      byte[] body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(seller + path))
            .method(method, BodyPublishers.ofByteArray(body));
    headers.forEach(
        (name, values) -> {
          if (PASSED.stream().anyMatch(name::equalsIgnoreCase)) {
            request.header(name, values.getFirst());
          }
        });
    try {
      return answer(CLIENT.send(request.build(), BodyHandlers.ofByteArray()), seller, front);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Answer answer(HttpResponse<byte[]> response, URI seller, URI front) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : List.of("Content-Type", OFFER, "PAYMENT-RESPONSE")) {
      response.headers().firstValue(name).ifPresent(value -> headers.put(name, value));
    }
    headers.computeIfPresent(
        OFFER,
        (name, offer) -> {
          String json = new String(Base64.getDecoder().decode(offer), StandardCharsets.UTF_8);
          byte[] ours =
              json.replace(seller.toString(), front.toString()).getBytes(StandardCharsets.UTF_8);
          return Base64.getEncoder().encodeToString(ours);
        });
    return new Answer(response.statusCode(), headers, response.body());
  }

  /** What the seller said. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, Map<String, String> headers, byte[] body) {}
}
