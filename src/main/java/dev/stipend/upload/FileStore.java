package dev.stipend.upload;

import io.vertx.core.Future;
import java.net.URI;

/** The seller's store of files. Sending to it is free; the token was paid for. */
public interface FileStore {

  /** Sends the file, again where it may not have arrived, while the token lives. */
  Future<Taken> put(UploadToken token, SpooledFile file);

  /** Whether a file lies where it was stored. */
  Future<Presence> look(URI link);

  /** Where a token's file is sent. */
  URI target(UploadToken token);

  /** Where a token's file lies once it was sent. */
  URI link(UploadToken token);

  /** What became of a file that was sent. */
  sealed interface Taken {

    record Stored(URI link) implements Taken {}

    /** Not this file, or not with this token; sending it again changes nothing. */
    record Refused(String code) implements Taken {}

    /** Not now. */
    record Unavailable(String why) implements Taken {}
  }

  /** Whether a file is there. */
  enum Presence {
    THERE,
    GONE,
    /** The store did not tell. */
    UNKNOWN
  }
}
