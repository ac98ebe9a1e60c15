package dev.stipend.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything that must survive a restart, one JSON object per line. Lines are written in the order
 * in which {@link #append} was called; what piles up while the disk is busy is written with one
 * flush.
 */
final class Journal {

  private static final String FILE = "sandbox.jsonl";

  private final @Nullable FileChannel channel;
  private final @Nullable WorkerExecutor writer;
  private final ConcurrentLinkedQueue<byte[]> waiting = new ConcurrentLinkedQueue<>();
  private final List<JsonNode> past;

  private Journal(
      @Nullable FileChannel channel, @Nullable WorkerExecutor writer, List<JsonNode> past) {
    this.channel = channel;
    this.writer = writer;
    this.past = past;
  }

  static Journal inMemory() {
    return new Journal(null, null, List.of());
  }

  /** Reads what is there; blocks, so it is called from a worker. */
  static Journal open(Vertx vertx, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(FILE);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new IOException("the journal is in use by another sandbox: " + file);
      }
      byte[] content = Files.readAllBytes(file);
      List<JsonNode> past = new ArrayList<>();
      channel.truncate(read(content, file, past));
      channel.position(channel.size());
      return new Journal(channel, vertx.createSharedWorkerExecutor(file.toString(), 1), past);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Answers how many bytes are whole lines: the end of a write that a crash cut short is not. */
  private static long read(byte[] content, Path file, List<JsonNode> past) throws IOException {
    int start = 0;
    for (int end = 0; end < content.length; end++) {
      if (content[end] != '\n') {
        continue;
      }
      int number = past.size() + 1;
      past.add(
          Json.parse(Arrays.copyOfRange(content, start, end))
              .orElseThrow(
                  () -> new IOException("line " + number + " of " + file + " is not JSON")));
      start = end + 1;
    }
    return start;
  }

  /** What was written by earlier runs, oldest first. */
  List<JsonNode> past() {
    return past;
  }

  /** The future ends when the line is on the disk. */
  Future<Void> append(JsonNode line) {
    if (writer == null) {
      return Future.succeededFuture();
    }
    waiting.add(Json.bytes(line));
    return writer.executeBlocking(this::writeWaiting, false);
  }

  private synchronized @Nullable Void writeWaiting() throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (byte[] line = waiting.poll(); line != null; line = waiting.poll()) {
      lines.writeBytes(line);
      lines.write('\n');
    }
    if (lines.size() > 0 && channel != null) {
      ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    }
    return null;
  }

  Future<Void> close() {
    if (writer == null || channel == null) {
      return Future.succeededFuture();
    }
    return writer
        .<Void>executeBlocking(
            () -> {
              writeWaiting();
              channel.close();
              return null;
            },
            false)
        .eventually(writer::close);
  }
}
