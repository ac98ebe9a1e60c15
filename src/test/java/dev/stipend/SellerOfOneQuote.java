package dev.stipend;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Quotes once; before the quote is out, nobody listens there any more. */
final class SellerOfOneQuote implements AutoCloseable {

  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final URI seller;
  private final URI origin;
  private final ServerSocket listener;

  private SellerOfOneQuote(URI seller, ServerSocket listener) {
    this.seller = seller;
    this.listener = listener;
    origin = URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  static SellerOfOneQuote before(OutsideSeller seller) throws IOException {
    ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    SellerOfOneQuote quote = new SellerOfOneQuote(seller.sandbox().origin(), listener);
    Thread.ofVirtual().start(quote::answerOnce);
    return quote;
  }

  URI origin() {
    return origin;
  }

  private void answerOnce() {
    try (Socket client = listener.accept()) {
      listener.close();
      InputStream in = new BufferedInputStream(client.getInputStream());
      String head = head(in);
      int length = 0;
      for (String line : head.split("\r\n")) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring("content-length:".length()).strip());
        }
      }
      Forwarding.Answer answer =
          Forwarding.forward(
              seller,
              origin,
              "POST",
              head.split(" ")[1],
              Map.of("Content-Type", List.of("application/json")),
              in.readNBytes(length));
      StringBuilder text = new StringBuilder("HTTP/1.1 " + answer.status() + " X\r\n");
      answer.headers().forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
      text.append("Connection: close\r\nContent-Length: " + answer.body().length + "\r\n\r\n");
      client.getOutputStream().write(text.toString().getBytes(StandardCharsets.US_ASCII));
      client.getOutputStream().write(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII)
        .endsWith(new String(HEAD_END, StandardCharsets.US_ASCII))) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client hung up");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
