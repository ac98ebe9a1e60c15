package dev.stipend.api;

import dev.stipend.upload.FileType;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.streams.WriteStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One file on its way onto the disk, measured and hashed as it passes. */
final class Spool implements WriteStream<Buffer> {

  private final AsyncFile file;
  private final long sizeMax;
  private final Supplier<? extends Throwable> tooLarge;
  private final MessageDigest digest;
  private final Buffer head = Buffer.buffer();
  private long size;

  Spool(AsyncFile file, long sizeMax, Supplier<? extends Throwable> tooLarge) {
    this.file = file;
    this.sizeMax = sizeMax;
    this.tooLarge = tooLarge;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public Future<Void> write(Buffer chunk) {
    size += chunk.length();
    if (size > sizeMax) {
      return Future.failedFuture(tooLarge.get());
    }
    byte[] bytes = chunk.getBytes();
    digest.update(bytes);
    int missing = FileType.HEAD_BYTES - head.length();
    if (missing > 0) {
      head.appendBytes(bytes, 0, Math.min(missing, bytes.length));
    }
    return file.write(chunk);
  }

  @Override
  public Future<Void> end() {
    return file.close();
  }

  /** What was taken, once it has ended. */
  Intake.Raw raw(Path path) {
    return new Intake.Raw(path, size, HexFormat.of().formatHex(digest.digest()), head);
  }

  @Override
  public boolean writeQueueFull() {
    return file.writeQueueFull();
  }

  @Override
  public Spool setWriteQueueMaxSize(int size) {
    file.setWriteQueueMaxSize(size);
    return this;
  }

  @Override
  public Spool exceptionHandler(@Nullable Handler<Throwable> handler) {
    file.exceptionHandler(handler);
    return this;
  }

  @Override
  public Spool drainHandler(@Nullable Handler<Void> handler) {
    file.drainHandler(handler);
    return this;
  }
}
