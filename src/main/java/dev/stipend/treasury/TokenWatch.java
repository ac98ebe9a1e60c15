package dev.stipend.treasury;

import dev.stipend.budget.Stop;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the token whether it would move our money at all. While it would not, nothing is signed: it
 * would be refused, and its amount held for minutes, call after call.
 */
public final class TokenWatch {

  private static final Logger LOG = LoggerFactory.getLogger(TokenWatch.class);
  private static final Stop.Target TOKEN = new Stop.Token();

  private final Chain chain;
  private final Stops stops;
  private final List<Address> parties;

  /**
   * Watches for those who pay and are paid.
   *
   * @param parties the wallet and the payees
   */
  public TokenWatch(Chain chain, Stops stops, List<Address> parties) {
    this.chain = chain;
    this.stops = stops;
    this.parties = List.copyOf(parties);
  }

  public Future<Void> look() {
    return chain.objection(parties).compose(this::act);
  }

  private Future<Void> act(Optional<String> objection) {
    return objection.isPresent()
        ? stops
            .stop(TOKEN, Stop.BY_ITSELF, objection.get())
            .onSuccess(
                isNew -> {
                  if (isNew) {
                    LOG.atError()
                        .addKeyValue("reason", objection.get())
                        .log("the token would refuse our payments: nothing is signed any more");
                  }
                })
            .mapEmpty()
        : lift();
  }

  private Future<Void> lift() {
    return stops
        .standing()
        .compose(
            standing ->
                standing.stream().noneMatch(stop -> stop.target().equals(TOKEN))
                    ? Future.succeededFuture()
                    : stops
                        .lift(TOKEN, Stop.BY_ITSELF, "the token takes our payments again")
                        .onSuccess(lifted -> LOG.atWarn().log("the token takes our payments again"))
                        .mapEmpty());
  }
}
