package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.call.Ask;
import dev.stipend.call.ClaimName;
import dev.stipend.call.ClaimOutcome;
import dev.stipend.call.IdempotencyId;
import dev.stipend.ledger.AuditReport;
import dev.stipend.ledger.AuditReport.Difference;
import dev.stipend.ledger.Export;
import dev.stipend.ledger.LedgerRow;
import dev.stipend.ledger.MonthTotal;
import dev.stipend.ledger.Page;
import dev.stipend.ledger.PruneOutcome;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Months are those of the server's clock, so rows are moved into an older one to be pruned. */
class RedisArchiveTest {

  private static final TeamId DESIGN = new TeamId("design");
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final YearMonth OLD = YearMonth.of(2026, 1);

  @RegisterExtension final RealRedis redis = new RealRedis();

  private RedisArchive archive;
  private RedisLedger ledger;

  @BeforeEach
  void open() {
    archive = new RedisArchive(redis.link());
    ledger = new RedisLedger(redis.link());
    Money funds = Money.parseDollars("100000");
    await(new RedisFunding(redis.link()).open(Address.parse("0x" + "2".repeat(40)), funds, 1));
    await(redis.link().send(Command.SADD, RedisKeys.TEAMS, DESIGN.value()));
  }

  @Test
  void aMonthComesToTheSumOfItsSpends() {
    int spends = spend(50);

    assertThat(await(ledger.totals(now(), DESIGN)))
        .containsExactly(
            new MonthTotal(
                "spent",
                DESIGN,
                new ApiKeyId("key_00000000"),
                "image",
                "nano-banana-pro",
                "generate",
                "cc-1",
                Money.ofMicros(spends * SpendingLoad.PRICE.micros()),
                spends));
    assertThat(await(ledger.totals(now(), null))).hasSize(1);
    assertThat(await(ledger.totals(now(), new TeamId("sales")))).isEmpty();
    assertThat(await(ledger.totals(OLD, null))).isEmpty();
  }

  @Test
  void theMonthThatRunsStays() {
    spend(3);
    await(archive.exported(now(), exportOf(now())));

    assertThat(await(archive.prune(now()))).isEqualTo(new PruneOutcome.NotOver());
    assertThat(rows(now())).isNotEmpty();
  }

  @Test
  void whatWasNotExportedStays() {
    spend(3);
    age();

    assertThat(await(archive.prune(OLD))).isEqualTo(new PruneOutcome.NotExported());

    Export export = exportOf(OLD);
    await(archive.exported(OLD, new Export(export.rows() - 1, export.last(), "00", export.at())));
    assertThat(await(archive.prune(OLD)))
        .isEqualTo(new PruneOutcome.ExportDiffers(export.rows() - 1, export.rows()));
    assertThat(rows(OLD)).isNotEmpty();
    redis.empty();
  }

  @Test
  void whatWasNotAddedUpStays() {
    spend(3);
    age();
    Export export = exportOf(OLD);
    await(archive.exported(OLD, export));
    long rows = export.rows();

    for (var added : Map.of(export.last(), rows - 1, "0-1", rows).entrySet()) {
      var answer =
          await(
              redis
                  .link()
                  .run(
                      Script.ofBooks("prune"),
                      RedisKeys.BOOKS,
                      OLD.toString(),
                      added.getKey(),
                      added.getValue().toString(),
                      "{}"));
      assertThat(answer.get(0).toString()).isEqualTo("differs");
    }
    assertThat(rows(OLD)).hasSize((int) rows);
    redis.empty();
  }

  @Test
  void aSpendThatHasNotEndedKeepsItsMonth() {
    spend(3);
    age();
    await(archive.exported(OLD, exportOf(OLD)));
    SpendId first =
        new SpendId(await(redis.link().send(Command.LINDEX, list(OLD), "0")).toString());
    await(redis.link().send(Command.HSET, RedisKeys.spend(first), "state", "in_doubt"));

    assertThat(await(archive.prune(OLD))).isEqualTo(new PruneOutcome.SpendsOpen(first));
    assertThat(rows(OLD)).isNotEmpty();
    redis.empty();
  }

  @Test
  void aJobThatRunsKeepsItsMonth() {
    spend(3);
    age();
    await(archive.exported(OLD, exportOf(OLD)));
    SpendId first =
        new SpendId(await(redis.link().send(Command.LINDEX, list(OLD), "0")).toString());
    await(redis.link().send(Command.ZADD, RedisKeys.BUSY, "1", first.value()));

    assertThat(await(archive.prune(OLD))).isEqualTo(new PruneOutcome.SpendsOpen(first));
    redis.empty();
  }

  @Test
  void whatAPrunedMonthCameToStaysInBalancesTotalsAndAudits() {
    int spends = spend(700);
    age();
    var balances = await(ledger.balances());
    var totals = await(ledger.totals(OLD, null));
    await(archive.exported(OLD, exportOf(OLD)));
    int more = spend(20);

    assertThat(await(archive.prune(OLD))).isEqualTo(new PruneOutcome.Pruned(spends));

    assertThat(rows(OLD)).isEmpty();
    assertThat(redis.keys(RedisKeys.BOOKS + ":spend:*")).hasSize(more);
    assertThat(redis.keys(RedisKeys.BOOKS + ":spends:" + OLD + "*")).isEmpty();
    assertThat(await(ledger.totals(OLD, null))).isEqualTo(totals);
    assertThat(await(ledger.balances())).isNotEqualTo(balances);
    assertThat(audit()).isEmpty();
    assertThat(await(ledger.spends(DESIGN, 500, null)).items()).hasSize(more);

    await(redis.link().send(Command.HINCRBY, RedisKeys.BALANCE, "spent:design", "1"));
    assertThat(audit()).extracting(Difference::what).containsExactly("spent:design");
    redis.empty();
  }

  @Test
  void pruningAgainFinishesWhatACrashLeft() {
    int spends = spend(30);
    age();
    await(archive.exported(OLD, exportOf(OLD)));
    List<String> ids = redis.keys(RedisKeys.BOOKS + ":spend:*");
    // A crash behind the script: the rows are gone, the spends are not.
    await(redis.link().send(Command.RENAME, list(OLD), "aside"));
    assertThat(await(archive.prune(OLD))).isEqualTo(new PruneOutcome.Pruned(0));
    assertThat(redis.keys(RedisKeys.BOOKS + ":spend:*")).hasSameSizeAs(ids);
    await(redis.link().send(Command.RENAME, "aside", list(OLD)));

    assertThat(await(archive.prune(OLD))).isEqualTo(new PruneOutcome.Pruned(spends));
    assertThat(redis.keys(RedisKeys.BOOKS + ":spend:*")).isEmpty();
    assertThat(audit()).isEmpty();
    // The list of teams lies elsewhere in a cluster; the rows that name them are gone.
    await(redis.link().send(Command.DEL, RedisKeys.TEAMS));
    assertThat(audit()).isEmpty();
    redis.empty();
  }

  /** M6: the call was paid by the second, so its name must not be free when the first has gone. */
  @Test
  void theNameOfACallStaysWithTheSecondSpendThatPaidForIt() {
    spend(2);
    age();
    await(archive.exported(OLD, exportOf(OLD)));
    SpendId first =
        new SpendId(await(redis.link().send(Command.LINDEX, list(OLD), "0")).toString());
    spend(1);
    SpendId second =
        new SpendId(await(redis.link().send(Command.LINDEX, list(now()), "0")).toString());
    String order =
        "{\"team\":\"design\",\"apiKey\":\"key_00000000\",\"model\":\"nano-banana-pro\","
            + "\"operation\":\"generate\",\"idempotencyId\":\"one\"}";
    for (SpendId each : List.of(first, second)) {
      await(redis.link().send(Command.HSET, RedisKeys.spend(each), "order", order));
    }
    await(redis.link().send(Command.HSET, RedisKeys.spend(first), "second", second.value()));
    RedisClaims claims = new RedisClaims(redis.link());
    ClaimName name = new ClaimName.Given(new ApiKeyId("key_00000000"), new IdempotencyId("one"));
    Ask ask = new Ask("POST /api/generate/a/b", "f1");
    await(claims.claim(name, ask, first, null, LEASE));
    await(claims.bind(name, first));

    assertThat(await(archive.prune(OLD))).isInstanceOf(PruneOutcome.Pruned.class);

    assertThat(await(claims.claim(name, ask, SpendId.make(Instant.now(), RANDOM), null, LEASE)))
        .isInstanceOfSatisfying(
            ClaimOutcome.Taken.class, taken -> assertThat(taken.claim().spend()).isEqualTo(second));
    redis.empty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void auditsAreExactWhileAMonthIsPruned(int page) {
    int spends = spend(700);
    age();
    await(archive.exported(OLD, exportOf(OLD)));
    spend(20);
    int rows = rows(OLD).size() + rows(now()).size();
    AtomicInteger pages = new AtomicInteger();
    AtomicReference<PruneOutcome> pruned = new AtomicReference<>();
    Interposed meddling =
        new Interposed(
            RedisRoutes.of(RedisClients.of(redis.vertx(), RealRedis.url())).general(),
            command ->
                command.equals(Command.XRANGE) && pages.incrementAndGet() == page
                    ? archive.prune(OLD).onSuccess(pruned::set)
                    : Future.succeededFuture());
    RedisLink link =
        new RedisLink(
            new RedisRoutes(meddling, meddling, Durability.MASTER), Duration.ofSeconds(10));

    AuditReport report = await(new RedisAudit(link, InstantSource.system()).run());

    assertThat(pruned.get()).isEqualTo(new PruneOutcome.Pruned(spends));
    assertThat(report).isEqualTo(new AuditReport(rows, List.of()));
    await(link.close());
    redis.empty();
  }

  private int spend(int atLeast) {
    SpendingLoad load = new SpendingLoad(redis.vertx(), redis.link()).start();
    load.awaitMore(atLeast);
    load.stop();
    RedisBusy busy = new RedisBusy(redis.link());
    load.settled().forEach(id -> await(busy.over(id)));
    return load.settled().size();
  }

  /** Makes this month an old one, whole. */
  private void age() {
    YearMonth now = now();
    for (String key : redis.keys(RedisKeys.BOOKS + ":*" + now + "*")) {
      if (!key.contains(":use:")) {
        String old = key.replace(now.toString(), OLD.toString());
        await(redis.link().send(Command.RENAME, key, old));
      }
    }
  }

  private List<Difference> audit() {
    return await(new RedisAudit(redis.link(), InstantSource.system()).run()).differences();
  }

  private Export exportOf(YearMonth month) {
    List<LedgerRow> rows = rows(month);
    return new Export(rows.size(), rows.getLast().id(), "00", Instant.EPOCH);
  }

  private List<LedgerRow> rows(YearMonth month) {
    List<LedgerRow> rows = new ArrayList<>();
    Page<LedgerRow> page = await(ledger.rows(month, 500, null));
    rows.addAll(page.items());
    while (page.next() != null) {
      page = await(ledger.rows(month, 500, page.next()));
      rows.addAll(page.items());
    }
    return rows;
  }

  private static String list(YearMonth month) {
    return RedisKeys.spends(month, DESIGN);
  }

  private static YearMonth now() {
    return YearMonth.from(Instant.now().atZone(ZoneOffset.UTC));
  }
}
