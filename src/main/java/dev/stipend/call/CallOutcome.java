package dev.stipend.call;

import dev.stipend.budget.LimitUse;
import dev.stipend.budget.Scope;
import dev.stipend.budget.Stop;
import dev.stipend.budget.WindowKind;
import dev.stipend.catalog.Availability;
import dev.stipend.catalog.CheckResult;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.treasury.GuardVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a call ended, as far as its client is concerned. */
public sealed interface CallOutcome {

  /** The catalogue has no such model. */
  record UnknownModel(String given, Optional<String> nearest) implements CallOutcome {}

  /** The model has no such operation. */
  record UnknownOperation(String model, String given, List<String> known) implements CallOutcome {}

  /** The team or the API key may not buy this model. */
  record ModelNotAllowed(String model) implements CallOutcome {}

  /** It is known, but not sold at the moment; nothing was asked. */
  record NotForSale(String model, String operation, Availability why) implements CallOutcome {}

  /** The body is not what the operation takes. */
  record BadBody(CheckResult.Refused refusal) implements CallOutcome {}

  /** As many calls began as may begin within a minute; nothing was asked. */
  record TooManyCalls(int perMinute, Duration ends) implements CallOutcome {}

  /** The seller refused the body before any payment. */
  record SellerRefused(int status) implements CallOutcome {}

  /** The seller has no such route any more. */
  record RouteGone() implements CallOutcome {}

  /** The seller cannot be asked now; nothing was signed. */
  record SellerUnavailable(String why, @Nullable Long retryAfterSeconds) implements CallOutcome {}

  /** The seller's offer is not one we trust; nothing was signed. */
  record OfferRefused(GuardVerdict.Kind kind) implements CallOutcome {}

  /** The price is above what one call may cost; nothing was signed. */
  record TooDear(Money price, Money ceiling) implements CallOutcome {}

  /**
   * As many jobs of the team or the API key run as may run at once; nothing was signed.
   *
   * @param typicalTime of a job of this operation
   */
  record TooManyJobs(Scope scope, int allowed, int running, Duration typicalTime)
      implements CallOutcome {}

  /** A limit lacks room; nothing was signed. */
  record OverLimit(LimitUse use, Money needed, Optional<Instant> resets) implements CallOutcome {}

  /** Payments, or those for this route, are stopped; nothing was sent. */
  record Stopped(Stop stop) implements CallOutcome {}

  /** More than may flow out of the treasury in this hour or day; nothing was signed. */
  record OverCeiling(WindowKind window, Money ceiling, Money needed, Duration ends)
      implements CallOutcome {}

  /** The treasury lacks the amount; nothing was signed. */
  record TreasuryShort(Money needed) implements CallOutcome {}

  /** The books cannot be written now; nothing was sent. */
  record BooksUnavailable() implements CallOutcome {}

  /** Whoever has the wallet's key does not sign now; nothing was sent. */
  record SignerUnavailable() implements CallOutcome {}

  /** The price of the call, asked for without buying. */
  record Quoted(Money price, Checked checked) implements CallOutcome {}

  /** Paid. The job is on its way. */
  record Bought(SpendId job, String type, Charge charge, @Nullable String transaction)
      implements CallOutcome {}

  /**
   * The seller took the payment or may have; whether it was charged is not known yet. The job can
   * be followed all the same, and the request must not be repeated.
   */
  record InDoubt(SpendId job, String type, Charge charge) implements CallOutcome {}

  /** The seller refused the payment. By its answer nothing was charged; the money stays held. */
  record PaymentRefused(int status, @Nullable String reason) implements CallOutcome {}

  /** The idempotency id stands for another request, which differs in this. */
  record IdReused(String difference) implements CallOutcome {}

  /** The same call is still running, and not here. */
  record InProgress() implements CallOutcome {}

  /** The answer of the same call, sent before. */
  record Repeated(CallOutcome first) implements CallOutcome {}

  /** This outcome for one who sent the same call again. */
  default CallOutcome again() {
    return this instanceof Repeated || this instanceof InProgress || this instanceof IdReused
        ? this
        : new Repeated(this);
  }
}
