package dev.stipend.upstream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A seller's end of the wire, which does with each request whatever a test wants. */
final class Wire {

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)");

  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  final AtomicInteger bytes = new AtomicInteger();
  final List<String> requests = new CopyOnWriteArrayList<>();
  private final int port;

  private Wire(Vertx vertx, BiConsumer<NetSocket, String> onRequest, boolean isHangingUp)
      throws Exception {
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  connections.incrementAndGet();
                  socket.closeHandler(end -> closed.incrementAndGet());
                  socket.exceptionHandler(cause -> {});
                  if (isHangingUp) {
                    socket.close();
                    return;
                  }
                  StringBuilder received = new StringBuilder();
                  socket.handler(
                      chunk -> {
                        bytes.addAndGet(chunk.length());
                        received.append(chunk.toString(StandardCharsets.ISO_8859_1));
                        take(socket, received, onRequest);
                      });
                });
    port = await(server.listen(0, "127.0.0.1")).actualPort();
  }

  /** Calls back with each whole request. */
  static Wire answering(Vertx vertx, BiConsumer<NetSocket, String> onRequest) throws Exception {
    return new Wire(vertx, onRequest, false);
  }

  /** Sends this text to whoever has sent a request, and leaves the connection open. */
  static Wire saying(Vertx vertx, String answer) throws Exception {
    return answering(vertx, (socket, request) -> socket.write(answer));
  }

  /** Sends this text to whoever has sent a request, and closes. */
  static Wire sayingAndClosing(Vertx vertx, String answer) throws Exception {
    return answering(vertx, (socket, request) -> socket.end(Buffer.buffer(answer)));
  }

  /** Closes every connection at once. */
  static Wire hangingUp(Vertx vertx) throws Exception {
    return new Wire(vertx, (socket, request) -> {}, true);
  }

  static String answer(int status, String headers, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 %d X\r\n%scontent-length: %d\r\n\r\n%s"
        .formatted(status, headers, length, body);
  }

  URI origin() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private void take(
      NetSocket socket, StringBuilder received, BiConsumer<NetSocket, String> onRequest) {
    String text = received.toString();
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return;
    }
    Matcher length = LENGTH.matcher(text.substring(0, head));
    int size = head + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
    if (text.length() < size) {
      return;
    }
    String request = text.substring(0, size);
    received.delete(0, size);
    requests.add(request);
    onRequest.accept(socket, request);
  }

  static <T> T await(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new AssertionError("no end within fifteen seconds", e);
    }
  }

  static void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within fifteen seconds");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
