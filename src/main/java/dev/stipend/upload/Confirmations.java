package dev.stipend.upload;

import io.vertx.core.Future;
import java.net.URI;

/** Tells the seller that a file is in its store. It is free. */
public interface Confirmations {

  /** Never fails. A link works without a confirmation, too. */
  Future<Confirmed> confirm(String uploadId, URI link);

  /** What became of a confirmation. */
  enum Confirmed {
    TAKEN,
    REFUSED,
    /** The seller did not tell. */
    AWAY
  }
}
