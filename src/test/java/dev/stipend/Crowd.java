package dev.stipend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Many clients on real sockets, each with one request, by one thread: the test's own. */
final class Crowd implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int CONTENT_BYTES_MAX = 100_000;

  private final URI gateway;
  private final String secret;
  private final Selector selector;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  Crowd(URI gateway, String secret) throws IOException {
    this.gateway = gateway;
    this.secret = secret;
    this.selector = Selector.open();
  }

  void add(String path, int count) throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer "
            + secret
            + "\r\n\r\n";
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new ByteArrayOutputStream());
      channels.add(channel);
    }
  }

  /** How many have been told something; reads what has come. */
  int heard(String what) {
    try {
      selector.selectNow();
      for (SelectionKey key : selector.selectedKeys()) {
        read(key);
      }
      selector.selectedKeys().clear();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return (int)
        selector.keys().stream()
            .filter(key -> String.valueOf(key.attachment()).contains(what))
            .count();
  }

  /** All of them, at once. */
  void hangUp() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
    channels.clear();
    selector.selectNow();
  }

  @Override
  public void close() throws IOException {
    hangUp();
    selector.close();
  }

  private void read(SelectionKey key) throws IOException {
    if (!(key.channel() instanceof SocketChannel channel)
        || !(key.attachment() instanceof ByteArrayOutputStream heard)) {
      throw new AssertionError("nothing else is registered");
    }
    buffer.clear();
    if (channel.read(buffer) < 0) {
      key.interestOps(0);
    }
    if (heard.size() < CONTENT_BYTES_MAX) {
      heard.write(buffer.array(), 0, buffer.position());
    }
  }
}
