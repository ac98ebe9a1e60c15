package dev.stipend.upstream;

import dev.stipend.job.FetchedFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/** One body on its way into one file. All of it runs on the event loop of the answer. */
final class Copy {

  private final HttpClientResponse response;
  private final AsyncFile file;
  private final long bytesMax;
  private final Promise<FetchedFile> end = Promise.promise();
  private long bytes;
  private @Nullable Throwable writeFailure;

  Copy(HttpClientResponse response, AsyncFile file, long bytesMax) {
    this.response = response;
    this.file = file;
    this.bytesMax = bytesMax;
  }

  Future<FetchedFile> run() {
    file.exceptionHandler(this::failWrite);
    response.exceptionHandler(end::tryFail);
    response.endHandler(last -> end.tryComplete(whole()));
    response.handler(this::take);
    response.resume();
    return end.future().eventually(file::close).compose(this::written);
  }

  private void take(Buffer chunk) {
    bytes += chunk.length();
    if (bytes > bytesMax) {
      end.tryComplete(new FetchedFile.TooLarge());
      response.pause();
      return;
    }
    file.write(chunk).onFailure(this::failWrite);
    if (file.writeQueueFull()) {
      response.pause();
      file.drainHandler(drained -> response.resume());
    }
  }

  private FetchedFile whole() {
    return bytes == 0
        ? new FetchedFile.Unavailable("the result is empty")
        : new FetchedFile.Stored(bytes);
  }

  /** Closing waits for the last writes, so only now is it known whether all of them succeeded. */
  private Future<FetchedFile> written(FetchedFile fetched) {
    return writeFailure == null
        ? Future.succeededFuture(fetched)
        : Future.failedFuture(writeFailure);
  }

  private void failWrite(Throwable cause) {
    writeFailure = cause;
    end.tryFail(cause);
  }
}
