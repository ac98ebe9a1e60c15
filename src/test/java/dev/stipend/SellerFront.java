package dev.stipend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Stands before the seller, and sees each payment before the seller does. */
final class SellerFront implements AutoCloseable {

  private final URI seller;
  private final Consumer<String> onPayment;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private SellerFront(URI seller, Consumer<String> onPayment) throws IOException {
    this.seller = seller;
    this.onPayment = onPayment;
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setExecutor(threads);
  }

  static SellerFront before(OutsideSeller seller, Consumer<String> onPayment) throws IOException {
    SellerFront front = new SellerFront(seller.sandbox().origin(), onPayment);
    front.server.createContext("/", front::answer);
    front.server.start();
    return front;
  }

  URI origin() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String payment = exchange.getRequestHeaders().getFirst("PAYMENT-SIGNATURE");
    if (payment != null) {
      onPayment.accept(payment);
    }
    Forwarding.Answer answer =
        Forwarding.forward(
            seller,
            origin(),
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders(),
            exchange.getRequestBody().readAllBytes());
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    exchange.getResponseBody().write(answer.body());
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
