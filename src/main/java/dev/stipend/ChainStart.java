package dev.stipend;

import dev.stipend.chain.ForeignChainException;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.Funding;
import dev.stipend.treasury.TokenWatch;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up the chain at a start. One that is not the chain we pay on is a mistake that must not
 * wait for the first payment; one that does not answer will be asked again, and until then the
 * gateway serves what needs no chain.
 */
final class ChainStart {

  private static final Logger LOG = LoggerFactory.getLogger(ChainStart.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private ChainStart() {}

  /** Fails only on a foreign chain or token. */
  static Future<Void> begin(Core core) {
    Chain chain = core.money().chain();
    Funding funding = core.money().funding();
    TokenWatch watch = core.money().tokenWatch();
    if (chain == null || funding == null || watch == null) {
      LOG.atWarn()
          .log(
              "no chain.rpc is set: a payment in doubt stays held until an operator decides, what comes"
                  + " into the wallet must be entered by hand, and nobody sees money that leaves it by"
                  + " another way; see docs/without-a-chain.md");
      return Future.succeededFuture();
    }
    return chain
        .verify()
        .compose(verified -> watch.look())
        .compose(looked -> funding.bookNew())
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .<Void>mapEmpty()
        .recover(
            failure -> {
              if (failure instanceof ForeignChainException) {
                return Future.failedFuture(failure);
              }
              LOG.atWarn()
                  .addKeyValue("reason", failure.toString())
                  .log("the chain could not be read at the start, it will be tried again");
              return Future.succeededFuture();
            });
  }
}
