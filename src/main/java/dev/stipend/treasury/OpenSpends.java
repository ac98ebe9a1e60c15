package dev.stipend.treasury;

import dev.stipend.ledger.Ledger;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Looks after the spends that nobody ends: a reservation whose caller died is given back, an
 * authorization whose caller died is put in doubt, and doubt is resolved by the chain alone. Each
 * is looked after on its own, so that a slow answer about one holds up no other.
 */
public final class OpenSpends {

  static final int UNDER_WAY_MAX = 64;

  private static final Logger LOG = LoggerFactory.getLogger(OpenSpends.class);

  /**
   * One who dies while looking is succeeded after so long. A look that takes longer may be had
   * twice, in two gateways: that costs readings of the chain, but every step is safe to repeat.
   */
  private static final Duration LEASE = Duration.ofSeconds(5);

  private static final Duration WITHOUT_CHAIN = Duration.ofMinutes(5);
  private static final int TOLD_MAX = 10_000;

  private final Spends spends;
  private final Ledger ledger;
  private final @Nullable ChainEvidence evidence;
  private final SpendEnds ends;
  private final Set<SpendId> underWay = ConcurrentHashMap.newKeySet();
  private final Set<SpendId> told = ConcurrentHashMap.newKeySet();

  /**
   * Looks after one set of books.
   *
   * @param chain absent when none is configured: doubt then stays
   */
  public OpenSpends(
      Spends spends, Ledger ledger, @Nullable Chain chain, SpendEnds ends, InstantSource clock) {
    this.spends = spends;
    this.ledger = ledger;
    this.evidence = chain == null ? null : new ChainEvidence(chain, clock);
    this.ends = ends;
  }

  /** Begins to look after what is due, and answers how many spends were claimed for it. */
  public Future<Integer> lookAfterDue() {
    int room = UNDER_WAY_MAX - underWay.size();
    if (room <= 0) {
      return Future.succeededFuture(0);
    }
    return spends
        .claimDue(room, LEASE)
        .map(
            due -> {
              due.forEach(this::begin);
              return due.size();
            });
  }

  /** How many spends are looked after at this moment. */
  public int underWay() {
    return underWay.size();
  }

  /** One whose lease ran out while it is still looked after here is left to that look. */
  private void begin(SpendId id) {
    if (underWay.add(id)) {
      Future.succeededFuture()
          .compose(begun -> lookAfter(id))
          .onComplete(ended -> underWay.remove(id));
    }
  }

  private Future<Void> lookAfter(SpendId id) {
    return ledger
        .findSpend(id)
        .compose(found -> found.map(this::lookAfter).orElseGet(Future::succeededFuture))
        .onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("spend", id)
                    .addKeyValue("reason", failure.toString())
                    .log("an open spend could not be looked after, it will be again"));
  }

  private Future<Void> lookAfter(Spend spend) {
    return switch (spend.state()) {
      case RESERVED -> giveBack(spend, "the deadline passed and nothing was signed");
      case AUTHORIZED ->
          spends
              .doubt(spend.id(), "no answer was recorded", Duration.ZERO)
              .compose(outcome -> again(spend.id()));
      case REFUSED, IN_DOUBT -> askChain(spend);
      case SETTLED, VOIDED -> Future.succeededFuture();
    };
  }

  private Future<Void> again(SpendId id) {
    return ledger
        .findSpend(id)
        .compose(
            found ->
                found
                    .filter(spend -> spend.state() == SpendState.IN_DOUBT)
                    .map(this::askChain)
                    .orElseGet(Future::succeededFuture));
  }

  private Future<Void> askChain(Spend spend) {
    Spend.Cheque cheque = spend.cheque();
    return evidence == null || cheque == null
        ? spends.lookAgain(spend.id(), WITHOUT_CHAIN)
        : evidence.about(spend, cheque).compose(decision -> carryOut(spend, decision));
  }

  private Future<Void> carryOut(Spend spend, DoubtDecision decision) {
    return switch (decision) {
      case DoubtDecision.Settle(String transaction) ->
          spends
              .settle(spend.id(), transaction, "found on chain")
              .compose(outcome -> tell(spend, outcome, "settled", ends::settledLate));
      case DoubtDecision.GiveBack(String reason) -> giveBack(spend, reason);
      case DoubtDecision.LookAgain(Duration after) -> spends.lookAgain(spend.id(), after);
      case DoubtDecision.Unexplained(Duration after) -> {
        tellOnce(spend);
        yield spends.lookAgain(spend.id(), after);
      }
      case DoubtDecision.ReadLogs _ ->
          throw new IllegalStateException("the logs are read before a decision is carried out");
    };
  }

  private Future<Void> giveBack(Spend spend, String reason) {
    return spends
        .giveBack(spend.id(), spend.state(), reason)
        .compose(outcome -> tell(spend, outcome, "given back", ends::givenBack));
  }

  private Future<Void> tell(
      Spend spend, StepOutcome outcome, String end, Function<Spend, Future<Void>> listener) {
    told.remove(spend.id());
    if (!outcome.holds()) {
      facts(LOG.atError(), spend)
          .addKeyValue("outcome", outcome)
          .log("an open spend should have been " + end + ", but the books say otherwise");
      return Future.succeededFuture();
    }
    facts(LOG.atInfo(), spend).log("an open spend was " + end);
    return listener.apply(spend);
  }

  /** Nobody can do more than look again, so one line for each spend is enough. */
  private void tellOnce(Spend spend) {
    if (told.size() < TOLD_MAX && told.add(spend.id())) {
      facts(LOG.atError(), spend)
          .log("an authorization is used, but the chain shows neither its transfer nor its end");
    }
  }

  private static LoggingEventBuilder facts(LoggingEventBuilder line, Spend spend) {
    return line.addKeyValue("spend", spend.id())
        .addKeyValue("team", spend.order().team())
        .addKeyValue("was", spend.state().text())
        .addKeyValue("amount", spend.amount().toDollars());
  }
}
