package dev.stipend.upload;

import dev.stipend.call.CallRequest;
import dev.stipend.call.Party;
import dev.stipend.call.Purchase;
import dev.stipend.call.WithheldException;
import dev.stipend.upload.UploadOutcome.Uploaded;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files of one call, on their way to be bought with it. One after another they are reserved, by
 * content, so that two calls with some of the same files never wait for each other; then all wait
 * for the call's word to be paid.
 */
final class Gathering implements Party {

  /** Far beyond what quoting and reserving all of them takes. */
  private static final Duration RESERVED_WITHIN = Duration.ofSeconds(45);

  /** And what storing them takes, with all that is tried again. */
  private static final Duration STORED_WITHIN = Duration.ofMinutes(5);

  private final Uploading uploading;
  private final CallRequest request;
  private final Attachments attachments;
  private final CompletableFuture<Void> word = new CompletableFuture<>();
  private final List<Future<UploadOutcome>> uploads = new ArrayList<>();
  private @Nullable Future<Void> reserved;

  Gathering(Uploading uploading, CallRequest request, Attachments attachments) {
    this.uploading = uploading;
    this.request = request;
    this.attachments = attachments;
  }

  @Override
  public synchronized Future<Void> reserved() {
    Future<Void> before = reserved;
    if (before != null) {
      return before;
    }
    Future<Void> all = Future.succeededFuture();
    for (SpooledFile file : attachments.files()) {
      all = all.compose(those -> reserve(file));
    }
    Future<Void> bounded = all.timeout(RESERVED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    reserved = bounded;
    return bounded;
  }

  /** Ends when the file's money is held, or none is needed. */
  private Future<Void> reserve(SpooledFile file) {
    CompletableFuture<Void> held = new CompletableFuture<>();
    Future<UploadOutcome> upload =
        uploading.upload(
            new Wish(
                request.team(),
                request.apiKey(),
                file,
                request.requestId(),
                Optional.empty(),
                null,
                new Part(held, word)));
    add(upload);
    var _ =
        upload.onComplete(
            (outcome, failure) -> {
              if (outcome != null && AttachedCalls.isStored(outcome)) {
                held.complete(null);
              } else {
                held.completeExceptionally(new WithheldException());
              }
            });
    return Future.fromCompletionStage(held);
  }

  private synchronized void add(Future<UploadOutcome> upload) {
    uploads.add(upload);
  }

  private synchronized List<Future<UploadOutcome>> uploads() {
    return List.copyOf(uploads);
  }

  @Override
  public Future<Purchase> ready(Purchase reserved) {
    word.complete(null);
    return Future.all(uploads())
        .compose(
            all -> {
              List<Uploaded> stored = stored();
              return stored.size() == uploads().size()
                  ? Future.succeededFuture(
                      new Purchase(
                          reserved.model(),
                          reserved.operation(),
                          Attachments.linked(reserved.body(), stored)))
                  : Future.failedFuture(new WithheldException());
            });
  }

  @Override
  public Duration patience() {
    return RESERVED_WITHIN.plus(STORED_WITHIN);
  }

  /** The call has ended: what still waits for its word will not be paid. */
  void giveUp() {
    word.completeExceptionally(new WithheldException());
  }

  /** When each file that was begun has ended, well or not. */
  Future<Void> ended() {
    return Future.join(uploads()).transform(ends -> Future.succeededFuture());
  }

  List<Uploaded> stored() {
    return uploads().stream()
        .filter(Future::succeeded)
        .map(Future::result)
        .filter(Uploaded.class::isInstance)
        .map(Uploaded.class::cast)
        .toList();
  }

  /** The first file that failed by itself, and not because another did. */
  Optional<AttachedOutcome> failure() {
    List<Future<UploadOutcome>> begun = uploads();
    for (int i = 0; i < begun.size(); i++) {
      Future<UploadOutcome> upload = begun.get(i);
      if (upload.succeeded() && !AttachedCalls.isStored(upload.result())) {
        boolean isLast = i == begun.size() - 1;
        boolean wasHeldBack = word.isCompletedExceptionally() && !isLast;
        if (!wasHeldBack) {
          return Optional.of(
              new AttachedOutcome.NotStored(attachments.files().get(i), upload.result()));
        }
      }
    }
    return Optional.empty();
  }

  /** One of the files, in the eyes of its own purchase. */
  private record Part(CompletableFuture<Void> held, CompletableFuture<Void> word) implements Party {

    @Override
    public Future<Void> reserved() {
      held.complete(null);
      return Future.fromCompletionStage(word);
    }

    @Override
    public Future<Purchase> ready(Purchase reserved) {
      return Future.succeededFuture(reserved);
    }

    @Override
    public boolean isCounted() {
      return false;
    }

    @Override
    public Duration patience() {
      return RESERVED_WITHIN;
    }
  }
}
