package dev.stipend.upload;

import dev.stipend.call.CallOnce;
import dev.stipend.call.CallOutcome;
import dev.stipend.call.CallRequest;
import dev.stipend.call.IdempotencyId;
import dev.stipend.upload.UploadOutcome.Uploaded;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Calls that bring their files along: the money for the call and for each file that must be bought
 * is held before any of it is paid; then the files are stored, and the call is paid with their
 * links. Each is a spend of its own. What was bought for a file stays known by its content, so a
 * call that is sent again after a failure pays for no file twice.
 */
public final class AttachedCalls {

  private final CallOnce calls;
  private final Uploading uploading;

  public AttachedCalls(CallOnce calls, Uploading uploading) {
    this.calls = calls;
    this.uploading = uploading;
  }

  /**
   * Buys.
   *
   * @param request with stand-ins where the files' links belong
   */
  public Future<AttachedOutcome> buy(
      CallRequest request, Attachments attachments, @Nullable IdempotencyId id) {
    Gathering gathering = new Gathering(uploading, request, attachments);
    return calls
        .buy(request, id, gathering)
        .onComplete(ended -> gathering.giveUp())
        .compose(outcome -> gathering.ended().map(ended -> told(gathering, outcome)));
  }

  /** Where a file is the reason, it is told, and not that the call could not be paid. */
  private static AttachedOutcome told(Gathering gathering, CallOutcome outcome) {
    boolean isBought =
        outcome instanceof CallOutcome.Bought
            || outcome instanceof CallOutcome.InDoubt
            || outcome instanceof CallOutcome.Repeated;
    return gathering
        .failure()
        .filter(failure -> !isBought)
        .<AttachedOutcome>map(failure -> failure)
        .orElseGet(() -> new AttachedOutcome.Called(outcome, gathering.stored()));
  }

  /** Whether a file is where the call can use it. */
  static boolean isStored(UploadOutcome outcome) {
    return outcome instanceof Uploaded;
  }
}
