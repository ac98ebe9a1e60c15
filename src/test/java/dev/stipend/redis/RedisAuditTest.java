package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.ledger.AuditReport;
import dev.stipend.ledger.AuditReport.Difference;
import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import io.vertx.redis.client.Command;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisAuditTest {

  private static final Money TREASURY = Money.parseDollars("100000");

  @RegisterExtension final RealRedis redis = new RealRedis();

  @BeforeEach
  void fund() {
    await(new RedisFunding(redis.link()).open(Address.parse("0x" + "2".repeat(40)), TREASURY, 1));
  }

  @Test
  void booksInUseAreAuditedExactly() {
    SpendingLoad load = new SpendingLoad(redis.vertx(), redis.link()).start();
    load.awaitMore(1000);
    for (int i = 0; i < 5; i++) {
      AuditReport report = audit();
      assertThat(report.differences()).isEmpty();
      assertThat(report.rows()).isGreaterThan(2000);
    }
    load.stop();
    assertThat(audit().differences()).isEmpty();
  }

  @Test
  void everyNumberThatIsNotTheSumOfItsRowsIsNamed() {
    SpendingLoad load = new SpendingLoad(redis.vertx(), redis.link()).start();
    load.awaitMore(10);
    load.stop();
    long spent = load.settled().size() * SpendingLoad.PRICE.micros();
    String use = RedisKeys.BOOKS + ":use:design:lifetime";
    String what = "key_00000000 image nano-banana-pro generate cc-1";
    await(redis.link().send(Command.HINCRBY, RedisKeys.BALANCE, "spent:design", "5"));
    await(redis.link().send(Command.HINCRBY, RedisKeys.BALANCE, "lost", "-1"));
    await(redis.link().send(Command.HINCRBY, use, what, "-7"));

    assertThat(audit().differences())
        .containsExactly(
            new Difference("lost", -1, 0),
            new Difference("spent:design", spent + 5, spent),
            new Difference("use:design:lifetime " + what, spent - 7, spent));
    redis.empty();
  }

  @Test
  void emptyBooksAreClean() {
    redis.empty();

    assertThat(audit()).isEqualTo(new AuditReport(0, List.of()));
  }

  private AuditReport audit() {
    return await(new RedisAudit(redis.link(), InstantSource.system()).run());
  }
}
