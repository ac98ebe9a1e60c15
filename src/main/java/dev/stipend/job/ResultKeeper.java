package dev.stipend.job;

import io.vertx.core.Future;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Fetches the result of a job and keeps it. */
public final class ResultKeeper {

  private final ResultFetch fetch;
  private final MediaStore media;

  public ResultKeeper(ResultFetch fetch, MediaStore media) {
    this.fetch = fetch;
    this.media = media;
  }

  /** A thumbnail that cannot be had never costs the result. */
  Future<Brought> bring(String jobId, URI result, @Nullable URI thumbnail) {
    return bring(jobId, MediaPart.MAIN, result)
        .compose(
            main ->
                main instanceof Kept && thumbnail != null
                    ? bring(jobId, MediaPart.THUMBNAIL, thumbnail)
                        .map(extra -> (Brought) new Kept(extra instanceof Kept))
                        .otherwise(new Kept(false))
                    : Future.succeededFuture(main));
  }

  /** What was kept before is not fetched again: its link may be dead by now. */
  private Future<Brought> bring(String jobId, MediaPart part, URI url) {
    return media
        .find(jobId, part)
        .compose(
            known ->
                known.isPresent()
                    ? Future.succeededFuture(new Kept(false))
                    : download(jobId, part, url));
  }

  private Future<Brought> download(String jobId, MediaPart part, URI url) {
    return media
        .begin(jobId, part)
        .compose(
            path ->
                fetch
                    .fetch(url, path)
                    .compose(fetched -> keep(jobId, part, path, fetched))
                    .recover(
                        failure ->
                            media
                                .discard(path)
                                .transform(discarded -> Future.failedFuture(failure))));
  }

  private Future<Brought> keep(String jobId, MediaPart part, Path path, FetchedFile fetched) {
    return switch (fetched) {
      case FetchedFile.Stored _ ->
          media
              .keep(jobId, part, path)
              .<Brought>map(kept -> new Kept(false))
              .recover(
                  failure ->
                      failure instanceof UnknownMediaType
                          ? ended(path, new Unusable("the result is no picture or video"))
                          : Future.failedFuture(failure));
      case FetchedFile.Gone(int status) ->
          ended(path, new Gone("the result's link answers " + status));
      case FetchedFile.TooLarge _ -> ended(path, new Unusable("the result is larger than allowed"));
      case FetchedFile.Refused(String why) -> ended(path, new NotYet(why));
      case FetchedFile.Unavailable(String why) -> ended(path, new NotYet(why));
    };
  }

  private Future<Brought> ended(Path path, Brought brought) {
    return media.discard(path).map(brought);
  }

  /** How the bringing ended. */
  sealed interface Brought {}

  /** The result is in the store. */
  record Kept(boolean hasThumbnail) implements Brought {}

  /** The result is there, but nothing that is kept. */
  record Unusable(String why) implements Brought {}

  /** The result is not where it should be. */
  record Gone(String why) implements Brought {}

  /** The result may be had later. */
  record NotYet(String why) implements Brought {}
}
