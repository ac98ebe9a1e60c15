package dev.stipend.job;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps what jobs delivered.
 *
 * <p>A part of a job is there whole or not at all, and once there it stays as it is. A job id that
 * is not 1 to 128 letters, digits, hyphens and underscores is refused, and nothing is found for it.
 */
public interface MediaStore {

  /**
   * A new, empty file beside the store's own into which a download may be written. It is given to
   * exactly one of {@link #keep} and {@link #discard}; until then nobody can see it.
   */
  Future<Path> begin(String jobId, MediaPart part);

  /**
   * Makes what was written the job's part, and takes the file away, whatever the outcome. A part
   * that is there already stays, and is the answer. Fails with {@link UnknownMediaType} if the
   * content is nothing that is served.
   */
  Future<StoredMedia> keep(String jobId, MediaPart part, Path written);

  Future<Optional<StoredMedia>> find(String jobId, MediaPart part);

  /**
   * Removes what need not be here any more, by the store's own rule; answers how many files. To be
   * called now and then.
   */
  Future<Integer> tidy();

  /** Throws away what was written. Doing so again changes nothing. */
  Future<Void> discard(Path written);
}
