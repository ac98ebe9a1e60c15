package dev.stipend.upload;

import dev.stipend.call.CallOutcome;
import dev.stipend.call.Charge;
import dev.stipend.ledger.SpendId;
import java.net.URI;
import java.util.Optional;

/** How an upload ended, as far as its client is concerned. */
public sealed interface UploadOutcome {

  /**
   * The file is in the seller's store.
   *
   * @param charge what it cost; absent where the team had it there already
   * @param confirmed whether the seller took the confirmation; the link works without, too
   * @param inDoubt whether the payment's outcome is still being found out
   * @param repeated whether the same call had bought before
   */
  record Uploaded(
      String uploadId,
      URI link,
      SpooledFile file,
      Optional<Charge> charge,
      boolean confirmed,
      boolean inDoubt,
      boolean repeated)
      implements UploadOutcome {}

  /** No token was bought, or none is here yet; this is why. */
  record NotBought(CallOutcome why) implements UploadOutcome {}

  /** Paid; but the seller's answer, with the token, was lost. */
  record TokenLost(SpendId spend) implements UploadOutcome {}

  /** Paid; but the token ended before the file was sent. */
  record TokenOver(SpendId spend) implements UploadOutcome {}

  /** Paid; but the store does not take the file. */
  record StoreRefused(SpendId spend, String code) implements UploadOutcome {}

  /** Paid; the store cannot be reached now, and the token is kept for the next attempt. */
  record StoreAway(SpendId spend, String why) implements UploadOutcome {}
}
