package dev.stipend.treasury;

import dev.stipend.ledger.Ledger;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.treasury.Cancelling.Sending;
import dev.stipend.treasury.RulingCheck.Testimony;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Payments whose end is not known, and what operators say of them where the chain cannot tell. Who
 * ruled, and why, stays with the spend.
 */
public final class Doubts {

  private static final Logger LOG = LoggerFactory.getLogger(Doubts.class);

  /** Most open spends are calls that are just being paid. */
  private static final int LOOKED_THROUGH = 1_000;

  /** What is revoked later comes hardly in time, and costs as much. */
  static final Duration REVOCABLE_MIN = Duration.ofMinutes(2);

  private final Spends spends;
  private final Ledger ledger;
  private final @Nullable ChainEvidence evidence;
  private final SpendEnds ends;
  private final Stops stops;
  private final @Nullable Cancelling cancelling;
  private final InstantSource clock;

  /**
   * Rules on one set of books.
   *
   * @param chain absent when none is configured
   * @param cancelling absent where nothing may be spent on it
   */
  public Doubts(
      Spends spends,
      Ledger ledger,
      @Nullable Chain chain,
      SpendEnds ends,
      Stops stops,
      @Nullable Cancelling cancelling,
      InstantSource clock) {
    this.spends = spends;
    this.ledger = ledger;
    this.evidence = chain == null ? null : new ChainEvidence(chain, clock);
    this.ends = ends;
    this.stops = stops;
    this.cancelling = cancelling;
    this.clock = clock;
  }

  /** What is refused or in doubt, of the thousand open spends that are looked after soonest. */
  public Future<List<Spend>> open(int countMax) {
    return ledger
        .openSpends(LOOKED_THROUGH)
        .map(open -> open.stream().filter(Doubts::isOpen).limit(countMax).toList());
  }

  /** Ends a spend as the operator says, unless something speaks against it. */
  public Future<RulingOutcome> rule(SpendId id, Ruling ruling, String by, String reason) {
    return ledger
        .findSpend(id)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(new RulingOutcome.UnknownSpend())
                    : rule(found.get(), ruling, by, reason));
  }

  /**
   * Revokes an authorization that nobody needs any more, on the chain. The spend ends when the
   * chain shows which came first, the revocation or whoever cashed it.
   */
  public Future<CancelOutcome> cancel(SpendId id, String by, String reason) {
    return ledger
        .findSpend(id)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(new CancelOutcome.UnknownSpend())
                    : cancel(found.get(), by, reason));
  }

  private Future<CancelOutcome> cancel(Spend spend, String by, String reason) {
    Spend.Cheque cheque = spend.cheque();
    if (cancelling == null) {
      return refused("treasury.cancelGweiMax and chain.rpc are not set, so nothing is spent on it");
    }
    if (!isOpen(spend) || cheque == null) {
      return refused("it is " + spend.state().text() + ", so there is nothing to revoke");
    }
    if (clock.instant().plus(REVOCABLE_MIN).getEpochSecond() > cheque.validBefore()) {
      return refused(
          "the authorization has expired or will within two minutes, and then it is dead");
    }
    return cancelling
        .cancel(Address.parse(cheque.payer()), Bytes32.parse(cheque.nonce()))
        .transform(
            (sending, failure) ->
                failure == null
                    ? sent(spend, sending, by, reason)
                    : refused(String.valueOf(failure.getMessage())));
  }

  /** The chain has the last word of it, and is asked soon. */
  private Future<CancelOutcome> sent(Spend spend, Sending sending, String by, String reason) {
    CancelOutcome outcome =
        switch (sending) {
          case Sending.Taken(String transaction) -> new CancelOutcome.Sent(transaction);
          case Sending.Unanswered(String transaction) -> new CancelOutcome.MaybeSent(transaction);
        };
    LOG.atWarn()
        .addKeyValue("spend", spend.id())
        .addKeyValue("revocation", outcome)
        .addKeyValue("by", by)
        .addKeyValue("reason", reason)
        .log("an authorization is being revoked on the chain");
    return spends
        .lookAgain(spend.id(), Duration.ZERO)
        .transform(tried -> Future.succeededFuture(outcome));
  }

  private static Future<CancelOutcome> refused(String why) {
    return Future.succeededFuture(new CancelOutcome.Refused(why));
  }

  private Future<RulingOutcome> rule(Spend spend, Ruling ruling, String by, String reason) {
    return testimony(spend)
        .compose(
            chain -> {
              Optional<String> objection =
                  RulingCheck.objection(spend, ruling, chain, clock.instant());
              return objection.isPresent()
                  ? Future.succeededFuture(new RulingOutcome.Refused(objection.get()))
                  : end(spend, ruling, by, reason);
            });
  }

  private Future<Testimony> testimony(Spend spend) {
    Spend.Cheque cheque = spend.cheque();
    if (evidence == null || cheque == null || !isOpen(spend)) {
      return Future.succeededFuture(new Testimony.Absent());
    }
    return evidence
        .about(spend, cheque)
        .<Testimony>map(Testimony.Given::new)
        .otherwise(failure -> new Testimony.Absent());
  }

  private Future<RulingOutcome> end(Spend spend, Ruling ruling, String by, String reason) {
    String text = "decided by " + by + ": " + reason;
    Future<StepOutcome> step =
        switch (ruling) {
          case Ruling.Settled(String transaction) -> spends.settle(spend.id(), transaction, text);
          case Ruling.Voided _ -> spends.giveBack(spend.id(), spend.state(), text);
        };
    return step.compose(
        outcome ->
            outcome.holds()
                ? follow(spend, ruling, by, text)
                : Future.succeededFuture(
                    new RulingOutcome.Refused("the books say otherwise: " + outcome)));
  }

  /** The money has its end by now; what follows from it is tried. */
  private Future<RulingOutcome> follow(Spend spend, Ruling ruling, String by, String text) {
    boolean isSettled = ruling instanceof Ruling.Settled;
    String end = isSettled ? "settled" : "voided";
    LOG.atWarn()
        .addKeyValue("spend", spend.id())
        .addKeyValue("team", spend.order().team())
        .addKeyValue("was", spend.state().text())
        .addKeyValue("end", end)
        .addKeyValue("amount", spend.amount().toDollars())
        .addKeyValue("reason", text)
        .log("an operator ended a payment in doubt");
    return Future.join(
            isSettled ? ends.settledLate(spend) : ends.givenBack(spend),
            stops.decided(spend.id() + " " + end, by, text))
        .transform(tried -> Future.succeededFuture(new RulingOutcome.Done()));
  }

  private static boolean isOpen(Spend spend) {
    return spend.state() == SpendState.REFUSED || spend.state() == SpendState.IN_DOUBT;
  }
}
