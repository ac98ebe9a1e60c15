package dev.stipend.api;

import dev.stipend.job.MediaPart;
import dev.stipend.job.MediaStore;
import dev.stipend.upload.FileType;
import dev.stipend.upload.SpooledFile;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes files from clients onto the disk, never whole into memory: what a file costs to send on is
 * known only when its size, its content and its type are.
 */
public final class Intake {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final String NAME = "upload";

  /** So that the disk holds them, whatever all clients do at a time. */
  private static final int AT_ONCE_MAX = 128;

  private final Vertx vertx;
  private final MediaStore folder;
  private final long sizeMax;
  private final Set<Path> taken = ConcurrentHashMap.newKeySet();

  /**
   * Takes files up to a size.
   *
   * @param folder in whose place for what is unfinished they lie
   */
  public Intake(Vertx vertx, MediaStore folder, long sizeMax) {
    this.vertx = vertx;
    this.folder = folder;
    this.sizeMax = sizeMax;
  }

  /**
   * Takes a file. Fails with a problem that names the field.
   *
   * @param in paused until now
   */
  Future<Raw> take(ReadStream<Buffer> in, String field) {
    if (taken.size() >= AT_ONCE_MAX) {
      return Future.failedFuture(tooMany());
    }
    return folder
        .begin(NAME, MediaPart.MAIN)
        .onSuccess(taken::add)
        .compose(
            path ->
                vertx
                    .fileSystem()
                    .open(path.toString(), new OpenOptions().setTruncateExisting(true))
                    .compose(
                        file -> {
                          Spool spool = new Spool(file, sizeMax, () -> tooLarge(field));
                          return in.pipeTo(spool).map(done -> spool.raw(path));
                        })
                    .onFailure(failure -> discard(path)));
  }

  /** Fails with a problem that names the field where it is no file that can be sent on. */
  SpooledFile checked(Raw raw, String field) {
    if (raw.size() == 0) {
      throw problem(ProblemCode.INVALID_BODY, field, "is empty", "Send the file's bytes.");
    }
    Optional<FileType> type = FileType.of(raw.head().getBytes());
    return new SpooledFile(
        raw.path(),
        raw.size(),
        raw.sha256(),
        type.orElseThrow(
            () ->
                problem(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    field,
                    "is, by its content, none of " + FileType.all(),
                    "Send " + FileType.all() + "; the name and the declared type do not count.")));
  }

  Future<Buffer> content(Raw raw) {
    return vertx.fileSystem().readFile(raw.path().toString());
  }

  /** What is left over is swept away by the next start. */
  void discard(Path path) {
    taken.remove(path);
    folder
        .discard(path)
        .onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("reason", failure.toString())
                    .log("a file that is of no use any more was not deleted"));
  }

  private static ProblemException tooMany() {
    return new ProblemException(
        Problem.of(
                ProblemCode.RATE_LIMIT_EXCEEDED,
                AT_ONCE_MAX + " files are being taken in at the moment.")
            .help("Nothing was paid; send it again in a moment."));
  }

  private ProblemException tooLarge(String field) {
    return problem(
        ProblemCode.BODY_TOO_LARGE,
        field,
        "has more than " + sizeMax + " bytes",
        "Send a smaller or more strongly compressed picture; ops can raise uploads.sizeMax.");
  }

  private static ProblemException problem(
      ProblemCode code, String field, String what, String help) {
    return new ProblemException(
        Problem.of(code, "The file in " + field + " " + what + ".").param(field).help(help));
  }

  /**
   * A file as it came.
   *
   * @param head its first bytes, at most as many as tell its type
   */
  record Raw(Path path, long size, String sha256, Buffer head) {

    boolean isJsonObject() {
      return head.toString(StandardCharsets.ISO_8859_1).stripLeading().startsWith("{");
    }
  }
}
