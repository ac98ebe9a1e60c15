package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Limit;
import dev.stipend.budget.Reservation;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Scope;
import dev.stipend.budget.WindowKind;
import dev.stipend.budget.Windows;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.StepOutcome;
import dev.stipend.x402.Address;
import io.vertx.redis.client.Command;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every step of a spend from every state: where it leads, and that it changes nothing elsewhere.
 */
class SpendStepsTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Instant NOW = Instant.parse("2026-11-20T09:30:00Z");
  private static final CountingWindows WINDOWS =
      new CountingWindows(Windows.at(NOW, ZoneOffset.UTC), Windows.at(NOW, ZoneOffset.UTC));
  private static final Money PRICE = Money.parseDollars("0.134");

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final SecureRandom random = new SecureRandom();
  private RedisBudgets budgets;
  private RedisSpends spends;

  @BeforeEach
  void fund() {
    budgets = new RedisBudgets(redis.link());
    spends = new RedisSpends(redis.link());
    Money funds = Money.parseDollars("1000");
    await(new RedisFunding(redis.link()).open(Address.parse("0x" + "2".repeat(40)), funds, 1));
    await(budgets.setLimit(new Limit(Scope.parse("team:design"), WindowKind.MONTH, funds)));
  }

  @ParameterizedTest
  @EnumSource(SpendState.class)
  void onlyReservedMoneyIsAuthorized(SpendState state) {
    leads(state, id -> authorize(id, "1"), EnumSet.of(SpendState.RESERVED), SpendState.AUTHORIZED);
  }

  @ParameterizedTest
  @EnumSource(
      value = SpendState.class,
      names = {"AUTHORIZED", "REFUSED", "IN_DOUBT", "SETTLED"})
  void noSpendGetsAnotherAuthorization(SpendState state) {
    leads(state, id -> authorize(id, "2"), Set.of(), null);
  }

  @ParameterizedTest
  @EnumSource(SpendState.class)
  void onlyWhatWasAuthorizedIsRefused(SpendState state) {
    leads(
        state,
        id -> await(spends.refuse(id, "402", LONG)),
        EnumSet.of(SpendState.AUTHORIZED),
        SpendState.REFUSED);
  }

  @ParameterizedTest
  @EnumSource(SpendState.class)
  void onlyWhatWasAuthorizedIsDoubted(SpendState state) {
    leads(
        state,
        id -> await(spends.doubt(id, "no answer", LONG)),
        EnumSet.of(SpendState.AUTHORIZED),
        SpendState.IN_DOUBT);
  }

  @ParameterizedTest
  @EnumSource(SpendState.class)
  void onlyWhatCanBeCashedSettles(SpendState state) {
    leads(
        state,
        id -> await(spends.settle(id, "0xaa", "receipt")),
        EnumSet.of(SpendState.AUTHORIZED, SpendState.REFUSED, SpendState.IN_DOUBT),
        SpendState.SETTLED);
  }

  @ParameterizedTest
  @EnumSource(SpendState.class)
  void moneyIsGivenBackOnlyFromTheStateThatTheEvidenceIsAbout(SpendState state) {
    for (SpendState about : SpendState.values()) {
      Set<SpendState> from = EnumSet.of(about);
      from.removeAll(EnumSet.of(SpendState.SETTLED, SpendState.VOIDED));
      leads(state, id -> await(spends.giveBack(id, about, "evidence")), from, SpendState.VOIDED);
    }
  }

  @Test
  void whatIsUnknownStaysUnknown() {
    SpendId id = SpendId.make(NOW, random);

    assertThat(
            List.of(
                authorize(id, "1"),
                await(spends.refuse(id, "402", LONG)),
                await(spends.doubt(id, "no answer", LONG)),
                await(spends.settle(id, "0xaa", "receipt")),
                await(spends.giveBack(id, SpendState.RESERVED, "deadline"))))
        .allMatch(StepOutcome.UnknownSpend.class::isInstance);
    assertThat(redis.keys(RedisKeys.BOOKS + ":spend:*")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SpendState.class)
  void theSignatureIsKeptNoLongerThanTheSpendIsOpen(SpendState state) {
    Map<String, String> spend = hash(RedisKeys.spend(in(state)));

    boolean mayBeSentAgain =
        EnumSet.of(SpendState.AUTHORIZED, SpendState.REFUSED, SpendState.IN_DOUBT).contains(state);
    assertThat(spend.containsKey("signature")).isEqualTo(mayBeSentAgain);
    assertThat(spend.containsKey("bounds"))
        .isEqualTo(mayBeSentAgain || state == SpendState.RESERVED);
  }

  @Test
  void whoAuthorizesHasTheSpendToItselfForItsTime() {
    SpendId id = in(SpendState.RESERVED);
    await(spends.lookAgain(id, Duration.ZERO));

    authorize(id, "1");

    assertThat(await(spends.claimDue(10, LONG))).isEmpty();
  }

  @Test
  void somebodyLooksAfterEverySpendThatHasNotEnded() {
    SpendId refused = in(SpendState.AUTHORIZED);
    SpendId doubted = in(SpendState.AUTHORIZED);
    in(SpendState.SETTLED);
    in(SpendState.VOIDED);
    in(SpendState.AUTHORIZED);
    await(spends.refuse(refused, "402", Duration.ZERO));
    await(spends.doubt(doubted, "no answer", Duration.ZERO));

    assertThat(await(spends.claimDue(10, LONG))).containsExactlyInAnyOrder(refused, doubted);
    assertThat(await(redis.link().send(Command.ZCARD, RedisKeys.OPEN_SPENDS)).toInteger())
        .isEqualTo(3);
  }

  /** Makes a spend, takes it to the state, and holds the step against where it may lead. */
  private void leads(SpendState state, Step step, Set<SpendState> from, @Nullable SpendState to) {
    SpendId id = in(state);
    String before = everything();

    StepOutcome outcome = step.of(id);

    if (from.contains(state)) {
      assertThat(outcome).isEqualTo(new StepOutcome.Done());
      assertThat(stateOf(id)).isEqualTo(to);
    } else {
      assertThat(outcome)
          .isEqualTo(
              state == to ? new StepOutcome.AlreadyDone() : new StepOutcome.Elsewhere(state));
      assertThat(everything()).isEqualTo(before);
    }
  }

  private SpendId in(SpendState state) {
    SpendId id = reserved();
    if (state != SpendState.RESERVED && state != SpendState.VOIDED) {
      authorize(id, "1");
    }
    switch (state) {
      case RESERVED, AUTHORIZED -> {}
      case REFUSED -> await(spends.refuse(id, "402", LONG));
      case IN_DOUBT -> await(spends.doubt(id, "no answer", LONG));
      case SETTLED -> await(spends.settle(id, "0xaa", "receipt"));
      case VOIDED -> await(spends.giveBack(id, SpendState.RESERVED, "deadline"));
    }
    assertThat(stateOf(id)).isEqualTo(state);
    return id;
  }

  private SpendId reserved() {
    Order order =
        new Order(
            SpendId.make(NOW, random),
            new TeamId("design"),
            "4711",
            new ApiKeyId("key_00000000"),
            "nano-banana-pro",
            "image",
            "generate",
            Map.of(),
            "req-1");
    assertThat(await(budgets.reserve(order, PRICE, WINDOWS, LONG)))
        .isInstanceOf(ReserveOutcome.Reserved.class);
    return order.id();
  }

  private StepOutcome authorize(SpendId id, String nonce) {
    return await(
        spends.authorize(
            new Reservation(id, PRICE, List.of()),
            new Spend.Cheque("eip155:8453", "0xa", "0xb", "0xc", "0x" + nonce + id, 9, 1),
            SpendingLoad.SIGNATURE,
            LONG));
  }

  private SpendState stateOf(SpendId id) {
    return await(new RedisLedger(redis.link()).findSpend(id)).orElseThrow().state();
  }

  /** All that the books say, but for when somebody looks. */
  private String everything() {
    Map<String, String> all = new TreeMap<>();
    for (String key : redis.keys(RedisKeys.BOOKS + ":*")) {
      String type = await(redis.link().send(Command.TYPE, key)).toString();
      if (type.equals("hash")) {
        all.put(key, new TreeMap<>(hash(key)).toString());
      } else if (type.equals("stream")) {
        all.put(key, await(redis.link().send(Command.XLEN, key)).toString());
      } else if (type.equals("set")) {
        all.put(key, await(redis.link().send(Command.SCARD, key)).toString());
      }
    }
    return all.toString();
  }

  private Map<String, String> hash(String key) {
    return RedisHash.of(await(redis.link().send(Command.HGETALL, key))).fields();
  }

  private interface Step {
    StepOutcome of(SpendId id);
  }
}
