package dev.stipend.treasury;

import dev.stipend.budget.Reservation;
import dev.stipend.budget.Stop;
import dev.stipend.ledger.Spend;
import dev.stipend.team.TeamId;
import dev.stipend.x402.Authorization;
import dev.stipend.x402.PaymentHeader;
import dev.stipend.x402.PaymentIdentifier;
import dev.stipend.x402.SignedAuthorization;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The one place that signs payments: for a reservation and a trusted offer, never for less. What it
 * hands out has been written down, so it may be sent.
 */
public final class Cashier {

  /** The transfer may be cashed at once: no dependence on whose clock is right. */
  private static final long VALID_AFTER = 0;

  private static final int FIRST_ATTEMPT = 0;

  private final PaymentSigner signer;
  private final NonceTags tags;
  private final Spends spends;
  private final InstantSource clock;
  private final Duration attended;

  /**
   * Signs with one wallet.
   *
   * @param tags make the nonces, so that each payment names its spend for ever
   * @param attended how long the caller may take to say how the payment ended
   */
  public Cashier(
      PaymentSigner signer, NonceTags tags, Spends spends, InstantSource clock, Duration attended) {
    this.signer = signer;
    this.tags = tags;
    this.spends = spends;
    this.clock = clock;
    this.attended = attended;
  }

  /** Pays for this team what was reserved for it. */
  public Future<AuthorizeOutcome> authorize(
      TeamId team, Reservation reservation, TrustedOffer offer) {
    if (!reservation.amount().equals(offer.price())) {
      throw new IllegalStateException("the reservation is not for the price of the offer");
    }
    long now = clock.instant().getEpochSecond();
    Authorization authorization =
        new Authorization(
            signer.address(),
            offer.payee(),
            offer.price(),
            VALID_AFTER,
            now + offer.validity().toSeconds(),
            tags.nonce(reservation.spend(), team, FIRST_ATTEMPT));
    return signer
        .sign(authorization, offer.token())
        .transform(
            (signature, failure) ->
                failure == null
                    ? writeDown(
                        reservation,
                        new SignedAuthorization(authorization, signature),
                        cheque(authorization, offer, now),
                        offer)
                    : Future.succeededFuture(
                        new AuthorizeOutcome.NotSigned(String.valueOf(failure.getMessage()))));
  }

  private Future<AuthorizeOutcome> writeDown(
      Reservation reservation,
      SignedAuthorization signed,
      Spend.Cheque cheque,
      TrustedOffer offer) {
    String header =
        PaymentHeader.write(
            signed,
            offer.offer(),
            offer.resource(),
            PaymentIdentifier.answer(offer.paymentIdentifier(), reservation.spend().value()));
    return spends
        .authorize(reservation, cheque, signed.signature(), attended)
        .map(outcome -> handedOut(outcome, header));
  }

  private static AuthorizeOutcome handedOut(StepOutcome outcome, String header) {
    return switch (outcome) {
      case StepOutcome.Done _, StepOutcome.AlreadyDone _ ->
          new AuthorizeOutcome.WrittenDown(header);
      case StepOutcome.Stopped(Stop stop) -> new AuthorizeOutcome.Stopped(stop);
      case StepOutcome.UnknownSpend _, StepOutcome.Elsewhere _ -> new AuthorizeOutcome.TooLate();
    };
  }

  private static Spend.Cheque cheque(Authorization authorization, TrustedOffer offer, long now) {
    return new Spend.Cheque(
        offer.token().network().caip2(),
        offer.token().contract().hex(),
        authorization.from().hex(),
        authorization.to().hex(),
        authorization.nonce().hex(),
        authorization.validBefore(),
        now);
  }
}
