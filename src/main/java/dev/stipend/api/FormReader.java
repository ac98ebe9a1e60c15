package dev.stipend.api;

import dev.stipend.upload.SpooledFile;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code multipart/form-data}: fields, and files that go to the disk as they come. */
final class FormReader {

  static final String TYPE = "multipart/form-data";

  private static final String SHAPE =
      "Send multipart/form-data as RFC 7578 has it, as curl -F file=@picture.png does.";

  private final Intake intake;

  FormReader(Intake intake) {
    this.intake = intake;
  }

  /**
   * The whole form.
   *
   * @param filesMax more are refused
   */
  Future<Form> read(RoutingContext context, int filesMax) {
    HttpServerRequest request = context.request();
    if (context.response().closed()) {
      return Future.failedFuture(new HttpClosedException("the client hung up"));
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      context.response().writeContinue();
    }
    List<Future<Taken>> taken = new ArrayList<>();
    Promise<Void> end = Promise.promise();
    request.exceptionHandler(cause -> end.tryFail(unreadable(cause)));
    request.endHandler(last -> end.tryComplete());
    request.uploadHandler(
        upload -> {
          if (taken.size() == filesMax) {
            end.tryFail(tooMany(upload.name(), filesMax));
            upload.handler(dropped -> {});
            return;
          }
          taken.add(take(upload).onFailure(end::tryFail));
        });
    try {
      request.setExpectMultipart(true);
    } catch (RuntimeException e) {
      return Future.failedFuture(unreadable(e));
    }
    request.resume();
    return end.future()
        .compose(ended -> Future.all(taken))
        .map(all -> new Form(request.formAttributes(), all.<Taken>list()))
        .onFailure(failure -> discard(taken));
  }

  private Future<Taken> take(HttpServerFileUpload upload) {
    upload.pause();
    String field = upload.name();
    return intake
        .take(upload, field)
        .map(
            raw -> {
              try {
                return new Taken(field, intake.checked(raw, field));
              } catch (ProblemException e) {
                intake.discard(raw.path());
                throw e;
              }
            });
  }

  /** Those that are still on their way are discarded when they have come. */
  private void discard(List<Future<Taken>> taken) {
    taken.forEach(one -> one.onSuccess(file -> intake.discard(file.file().path())));
  }

  void discard(Form form) {
    form.files().forEach(taken -> intake.discard(taken.file().path()));
  }

  private static Throwable unreadable(Throwable cause) {
    return cause instanceof HttpClosedException || cause instanceof ProblemException
        ? cause
        : new ProblemException(
            Problem.of(
                    ProblemCode.INVALID_BODY,
                    "The body is declared as multipart/form-data and cannot be read as such.")
                .help(SHAPE));
  }

  private static ProblemException tooMany(String field, int filesMax) {
    String most = filesMax == 1 ? "one file" : filesMax + " files";
    return new ProblemException(
        Problem.of(ProblemCode.INVALID_BODY, "The form holds more than " + most + ".")
            .param(field)
            .help("Send " + most + " at most, or links to files that were uploaded before."));
  }

  /** What a form held. */
  record Form(MultiMap fields, List<Taken> files) {}

  /** A file under the name of its field. */
  record Taken(String field, SpooledFile file) {}
}
