package dev.stipend;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendState;
import dev.stipend.redis.RedisStops;
import dev.stipend.treasury.CancelOutcome;
import dev.stipend.treasury.Cancelling;
import dev.stipend.treasury.Doubts;
import dev.stipend.treasury.OpenSpends;
import dev.stipend.treasury.SpendEnds;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The token lets a payer revoke what nobody can cash any more. */
class LateRevocationTest extends ReconciliationCase {

  private final AtomicInteger revocations = new AtomicInteger();
  private Cancelling.Sending sending = new Cancelling.Sending.Taken("0x" + "c".repeat(64));

  @Test
  void revocationThatComesAfterTheExpiryEndsTheDoubtToo() {
    Spend spend = inDoubt();
    pass(Duration.ofMinutes(30));
    await(sandbox.chain().cancel(WALLET.hex(), TAGS.nonce(spend.id(), DESIGN, 0).hex()));
    bury();

    OpenSpends open = new OpenSpends(spends, ledger, chain, new NoEnds(), clock());
    Eventually.until(
        "the chain's word",
        () -> {
          await(spends.lookAgain(spend.id(), Duration.ZERO));
          await(open.lookAfterDue());
          return spend(spend.id()).state() == SpendState.VOIDED;
        });
  }

  @Test
  void whatDiesSoonIsNotRevokedAnyMore() {
    Spend spend = inDoubt();

    ahead = Duration.ofSeconds(170);
    CancelOutcome early = cancel(spend);
    ahead = Duration.ofSeconds(190);
    CancelOutcome late = cancel(spend);

    assertThat(early).isInstanceOf(CancelOutcome.Sent.class);
    assertThat(late).isInstanceOf(CancelOutcome.Refused.class);
    assertThat(revocations).hasValue(1);
  }

  @Test
  void revocationWithoutAnAnswerIsToldAsOneThatMayHaveBeenSent() {
    String transaction = "0x" + "d".repeat(64);
    sending = new Cancelling.Sending.Unanswered(transaction);

    assertThat(cancel(inDoubt())).isEqualTo(new CancelOutcome.MaybeSent(transaction));
  }

  private Spend inDoubt() {
    Spend spend = authorized();
    await(spends.doubt(spend.id(), "no answer", LONG));
    return spend;
  }

  private CancelOutcome cancel(Spend spend) {
    Cancelling cancelling =
        (payer, nonce) -> {
          revocations.incrementAndGet();
          return Future.succeededFuture(sending);
        };
    return await(
        new Doubts(
                spends,
                ledger,
                chain,
                new NoEnds(),
                new RedisStops(redis.link()),
                cancelling,
                clock())
            .cancel(spend.id(), "key_00000000", "the seller is gone"));
  }

  private InstantSource clock() {
    return InstantSource.offset(InstantSource.system(), ahead);
  }

  private static final class NoEnds implements SpendEnds {

    @Override
    public Future<Void> settledLate(Spend spend) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> givenBack(Spend spend) {
      return Future.succeededFuture();
    }
  }
}
