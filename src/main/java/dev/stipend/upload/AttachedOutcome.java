package dev.stipend.upload;

import dev.stipend.call.CallOutcome;
import java.util.List;

/** How a call with files ended, as far as its client is concerned. */
public sealed interface AttachedOutcome {

  /**
   * How the call itself ended.
   *
   * @param stored its files; none where the call was not begun, or was bought before
   */
  record Called(CallOutcome outcome, List<UploadOutcome.Uploaded> stored)
      implements AttachedOutcome {

    public Called {
      stored = List.copyOf(stored);
    }
  }

  /** A file could not be bought or stored, so the call was not paid. */
  record NotStored(SpooledFile file, UploadOutcome why) implements AttachedOutcome {}
}
