package dev.stipend.treasury;

import dev.stipend.ledger.Spend;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import io.vertx.core.Future;
import java.time.InstantSource;

/** Asks the chain about one spend: the token's state first, the logs only if that tells it to. */
final class ChainEvidence {

  private final Chain chain;
  private final InstantSource clock;

  ChainEvidence(Chain chain, InstantSource clock) {
    this.chain = chain;
    this.clock = clock;
  }

  Future<DoubtDecision> about(Spend spend, Spend.Cheque cheque) {
    Address payer = Address.parse(cheque.payer());
    Bytes32 nonce = Bytes32.parse(cheque.nonce());
    return chain
        .head(Finality.SAFE)
        .compose(
            safe ->
                chain
                    .isUsedOrCancelled(payer, nonce, safe.number())
                    .map(used -> DoubtDecision.byState(spend, safe, used, clock.instant()))
                    .compose(
                        decision ->
                            decision instanceof DoubtDecision.ReadLogs logs
                                ? readLogs(payer, nonce, safe, logs)
                                    .map(
                                        end ->
                                            DoubtDecision.byLogs(spend, safe, end, clock.instant()))
                                : confirmed(payer, nonce, safe, decision)));
  }

  private Future<DoubtDecision> confirmed(
      Address payer, Bytes32 nonce, ChainHead safe, DoubtDecision decision) {
    return decision instanceof DoubtDecision.GiveBack
        ? chain.confirmUnused(payer, nonce, safe).map(decision)
        : Future.succeededFuture(decision);
  }

  private Future<AuthorizationEnd> readLogs(
      Address payer, Bytes32 nonce, ChainHead safe, DoubtDecision.ReadLogs logs) {
    return chain
        .blockAt(logs.fromSeconds(), safe)
        .compose(
            first ->
                chain
                    .blockAt(logs.toSeconds(), safe)
                    .compose(last -> chain.findEnd(payer, nonce, first, last)));
  }
}
