package dev.stipend;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.redis.RedisFunding;
import dev.stipend.redis.RedisReconciliation;
import dev.stipend.treasury.Finality;
import dev.stipend.treasury.Funding;
import dev.stipend.treasury.ReconciliationBooks.Found;
import dev.stipend.treasury.ReconciliationBooks.Searched;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An endpoint once told of a block that the chain will not reach for a day, and was believed. */
class WrongHeadTest extends ReconciliationCase {

  private static final long DAY = 43_200;

  @Test
  void moneyThatLeavesBeforeTheChainIsThereIsMetAllTheSame() {
    run();
    long safe = safe();
    await(new RedisReconciliation(redis.link()).book(List.of(), new Searched(safe, safe + DAY)));

    cash(forgotten());
    bury();

    assertThat(found(Found.REBUILT)).isEqualTo(1);
    booksEqualChain();
  }

  @Test
  void moneyThatComesInBeforeTheChainIsThereIsBookedAllTheSame() {
    RedisFunding books = new RedisFunding(redis.link());
    long safe = safe();
    await(books.fund(List.of(), safe, safe + DAY));

    await(sandbox.fundOnce(PAYEE.hex(), 5_000_000));
    await(sandbox.chain().send(PAYEE.hex(), WALLET.hex(), 5_000_000));
    bury();

    assertThat(await(new Funding(books, chain, WALLET).bookNew()).micros()).isEqualTo(5_000_000);
  }

  private long safe() {
    return await(chain.head(Finality.SAFE)).number();
  }
}
