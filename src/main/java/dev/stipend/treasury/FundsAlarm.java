package dev.stipend.treasury;

import dev.stipend.budget.Stop;
import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears a seller say that the wallet cannot pay, although the books say that it can. If that is so,
 * every further payment would be refused as well, and its amount held for minutes: all of them are
 * stopped until an operator has looked. A chain that shows enough makes it the seller's mistake.
 */
public final class FundsAlarm {

  private static final Logger LOG = LoggerFactory.getLogger(FundsAlarm.class);

  private final @Nullable Chain chain;
  private final Stops stops;
  private final Address wallet;

  /**
   * Asks about one wallet.
   *
   * @param chain absent when none is configured: then the seller is believed
   */
  public FundsAlarm(@Nullable Chain chain, Stops stops, Address wallet) {
    this.chain = chain;
    this.stops = stops;
    this.wallet = wallet;
  }

  /** Nobody waits for it: the call that was refused has its answer. */
  public Future<Void> hear(Money amount) {
    LOG.atError()
        .addKeyValue("amount", amount.toDollars())
        .log("the seller says that the wallet cannot pay, although by the books it can");
    Future<Boolean> lacks =
        chain == null
            ? Future.succeededFuture(true)
            : chain.balanceOf(wallet).map(balance -> !amount.atMost(balance));
    return lacks
        .compose(
            isSo ->
                isSo
                    ? stops
                        .stop(
                            new Stop.Everything(),
                            Stop.BY_ITSELF,
                            "the wallet lacks " + amount + ", although by the books it does not")
                        .<Void>mapEmpty()
                    : Future.succeededFuture())
        .onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("reason", failure.toString())
                    .log("whether the wallet can pay could not be found out"));
  }
}
