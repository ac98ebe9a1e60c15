package dev.stipend.sandbox;

import dev.stipend.sandbox.SandboxChain.Broadcast;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the money: up to three attempts, half a second and a second apart. */
final class Settlement {

  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
  private static final long[] PAUSES_MILLIS = {500, 1_000};

  private final Vertx vertx;
  private final SandboxChain chain;
  private final Faults faults;

  Settlement(Vertx vertx, SandboxChain chain, Faults faults) {
    this.vertx = vertx;
    this.chain = chain;
    this.faults = faults;
  }

  /** The transaction, in the journal already; empty when the chain refused every attempt. */
  Future<Optional<String>> settle(Authorization authorization) {
    Future<Void> ready =
        faults.fires(Fault.NONCE_CANCELLED)
            ? chain.cancel(authorization.from(), authorization.nonce()).otherwiseEmpty()
            : Future.succeededFuture();
    int stumbles = faults.fires(Fault.SETTLE_STUMBLES) ? PAUSES_MILLIS.length : 0;
    return ready.compose(done -> attempt(authorization, 0, stumbles));
  }

  private Future<Optional<String>> attempt(Authorization authorization, int number, int stumbles) {
    Broadcast broadcast =
        number < stumbles
            ? new Broadcast.Reverted("settlement_pending")
            : chain.transfer(authorization);
    return switch (broadcast) {
      case Broadcast.Mined(String transaction, Future<Void> written) -> {
        LOG.debug("settled transaction={}", transaction);
        yield written.map(Optional.of(transaction));
      }
      case Broadcast.Reverted(String reason) -> {
        LOG.debug("settle attempt {} refused: {}", number + 1, reason);
        yield number == PAUSES_MILLIS.length
            ? Future.succeededFuture(Optional.empty())
            : Pause.of(vertx, PAUSES_MILLIS[number])
                .compose(pause -> attempt(authorization, number + 1, stumbles));
      }
    };
  }
}
