package dev.stipend.media;

import dev.stipend.job.MediaPart;
import dev.stipend.job.MediaStore;
import dev.stipend.job.StoredMedia;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A media store in a directory, for gateways on one machine; several may share it. */
public final class DirectoryMediaStore implements MediaStore, AutoCloseable {

  private static final Pattern JOB_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final int LOCKS = 64;

  /** Who has found a file opens it within this time. */
  private static final Duration IN_USE = Duration.ofMinutes(5);

  private final Vertx vertx;
  private final MediaFolder kept;
  private final @Nullable Duration retention;
  private final Incoming incoming;

  /** Two who keep the same part at once take turns; the job id tells on which lock. */
  private final Object[] locks = IntStream.range(0, LOCKS).mapToObj(_ -> new Object()).toArray();

  /** Keeps everything for ever. */
  public DirectoryMediaStore(Vertx vertx, Path folder) {
    this(vertx, folder, null);
  }

  /**
   * Makes the folder and sweeps away unfinished downloads: not to be called on an event loop.
   *
   * @param retention how long a file is kept; null for ever
   */
  public DirectoryMediaStore(Vertx vertx, Path folder, @Nullable Duration retention) {
    Path root = folder.toAbsolutePath().normalize();
    this.vertx = vertx;
    this.retention = retention;
    this.kept = new MediaFolder(root);
    try {
      this.incoming = Incoming.open(root.resolve("incoming"));
    } catch (IOException e) {
      throw new UncheckedIOException("the media folder cannot be used", e);
    }
  }

  @Override
  public Future<Path> begin(String jobId, MediaPart part) {
    return blocking(
        () -> {
          requireJobId(jobId);
          return incoming.create(jobId + "." + part.name().toLowerCase(Locale.ROOT));
        });
  }

  @Override
  public Future<StoredMedia> keep(String jobId, MediaPart part, Path written) {
    return blocking(
        () -> {
          requireOwn(written);
          try {
            requireJobId(jobId);
            return keepNow(jobId, part, written);
          } finally {
            Files.deleteIfExists(written);
          }
        });
  }

  @Override
  public Future<Optional<StoredMedia>> find(String jobId, MediaPart part) {
    if (!isJobId(jobId)) {
      return Future.succeededFuture(Optional.empty());
    }
    return blocking(() -> kept.find(jobId, part));
  }

  @Override
  public Future<Void> discard(Path written) {
    return blocking(
            () -> {
              requireOwn(written);
              return Files.deleteIfExists(written);
            })
        .mapEmpty();
  }

  @Override
  public Future<Integer> tidy() {
    Duration age = retention;
    return age == null
        ? Future.succeededFuture(0)
        : blocking(() -> kept.removeOlderThan(Instant.now().minus(age)));
  }

  /** Removes those that were touched longest ago, until the rest is no larger. */
  Future<Integer> shrinkTo(long bytes) {
    return blocking(() -> kept.shrinkTo(bytes, Instant.now().minus(IN_USE)));
  }

  /** Notes that a file is in use. */
  Future<Void> touch(StoredMedia file) {
    return blocking(
        () -> {
          Files.setLastModifiedTime(file.file(), FileTime.from(Instant.now()));
          return null;
        });
  }

  /** Gives up the place for downloads; what is unfinished is swept away by the next start. */
  @Override
  public void close() {
    try {
      incoming.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StoredMedia keepNow(String jobId, MediaPart part, Path written) throws IOException {
    synchronized (locks[Math.floorMod(jobId.hashCode(), LOCKS)]) {
      Optional<StoredMedia> there = kept.find(jobId, part);
      if (there.isPresent()) {
        return there.get();
      }
      return kept.add(jobId, part, written, Content.readAndSync(written));
    }
  }

  private <T> Future<T> blocking(Callable<T> work) {
    return vertx.executeBlocking(work, false);
  }

  static boolean isJobId(String jobId) {
    return JOB_ID.matcher(jobId).matches();
  }

  private static void requireJobId(String jobId) {
    if (!isJobId(jobId)) {
      throw new IllegalArgumentException(
          "a job id is 1 to 128 letters, digits, hyphens and underscores");
    }
  }

  private void requireOwn(Path written) {
    if (!incoming.holds(written)) {
      throw new IllegalArgumentException("the file was not begun by this store");
    }
  }
}
