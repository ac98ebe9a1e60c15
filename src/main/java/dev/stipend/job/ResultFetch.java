package dev.stipend.job;

import io.vertx.core.Future;
import java.net.URI;
import java.nio.file.Path;

/** Brings a result to this machine before its link dies. */
public interface ResultFetch {

  /** Writes the result to the path given; whatever does not end well leaves no file there. */
  Future<FetchedFile> fetch(URI url, Path into);
}
