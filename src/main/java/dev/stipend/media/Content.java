package dev.stipend.media;

import dev.stipend.job.UnknownMediaType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** What the bytes of a file say about it. */
record Content(MediaType type, long size, String sha256) {

  private static final int BUFFER_BYTES = 64 * 1024;

  /** Reads a file once, and sees it onto the disk. */
  static Content readAndSync(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MediaType type = MediaType.of(head(channel)).orElseThrow(UnknownMediaType::new);
      MessageDigest digest = newDigest();
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      long size = 0;
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        size += buffer.remaining();
        digest.update(buffer);
        buffer.clear();
      }
      channel.force(true);
      return new Content(type, size, HexFormat.of().formatHex(digest.digest()));
    }
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** One read may be short, so it goes on to the end of the file or of the head. */
  private static byte[] head(FileChannel channel) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(MediaType.HEAD_BYTES);
    int read = 0;
    while (read >= 0 && head.hasRemaining()) {
      read = channel.read(head, head.position());
    }
    return Arrays.copyOf(head.array(), head.position());
  }
}
