package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.JobsAtOnce;
import dev.stipend.budget.Reservation;
import dev.stipend.budget.ReserveOutcome;
import dev.stipend.budget.Scope;
import dev.stipend.budget.Windows;
import dev.stipend.call.BusyCalls;
import dev.stipend.job.Generation;
import dev.stipend.job.Job;
import dev.stipend.job.JobState;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JobsAtOnceTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Instant NOW = Instant.parse("2026-11-20T09:30:00Z");
  private static final Windows NOVEMBER = Windows.at(NOW, ZoneOffset.UTC);
  private static final CountingWindows WINDOWS = new CountingWindows(NOVEMBER, NOVEMBER);
  private static final Money PRICE = Money.parseDollars("0.134");
  private static final TeamId DESIGN = new TeamId("design");
  private static final ApiKeyId FIRST_KEY = new ApiKeyId("key_00000001");
  private static final ApiKeyId SECOND_KEY = new ApiKeyId("key_00000002");

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final SecureRandom random = new SecureRandom();
  private RedisBudgets budgets;
  private RedisSpends spends;
  private RedisJobs jobs;
  private BusyCalls busyCalls;

  @BeforeEach
  void fund() {
    budgets = new RedisBudgets(redis.link());
    spends = new RedisSpends(redis.link());
    jobs = new RedisJobs(redis.link(), InstantSource.fixed(NOW));
    busyCalls = new BusyCalls(new RedisBusy(redis.link()), new RedisLedger(redis.link()), jobs);
    await(
        new RedisFunding(redis.link())
            .open(Address.parse("0x" + "2".repeat(40)), Money.parseDollars("1000"), 1));
  }

  @Test
  void noMoreRunThanMayUnderAnyConcurrency() {
    List<ReserveOutcome> outcomes =
        await(
                Future.all(
                    IntStream.range(0, 200).mapToObj(i -> reserve(FIRST_KEY, 7, null)).toList()))
            .list();

    assertThat(outcomes.stream().filter(ReserveOutcome.Reserved.class::isInstance)).hasSize(7);
    assertThat(outcomes.stream().filter(ReserveOutcome.TooManyJobs.class::isInstance)).hasSize(193);
  }

  @Test
  void anApiKeyIsRefusedByItsOwnNumberBeforeItsTeams() {
    reserved(FIRST_KEY);
    reserved(SECOND_KEY);

    assertThat(await(reserve(FIRST_KEY, 2, 1)))
        .isEqualTo(new ReserveOutcome.TooManyJobs(new Scope.OfApiKey(FIRST_KEY), 1, 1));
    assertThat(await(reserve(FIRST_KEY, 2, 2)))
        .isEqualTo(new ReserveOutcome.TooManyJobs(new Scope.OfTeam(DESIGN), 2, 2));
    assertThat(await(reserve(FIRST_KEY, 3, 2))).isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void whatRanBeforeThePolicyWasSetCounts() {
    reserved(FIRST_KEY);

    assertThat(await(reserve(FIRST_KEY, 1, null))).isInstanceOf(ReserveOutcome.TooManyJobs.class);
    assertThat(await(budgets.running(new Scope.OfTeam(DESIGN)))).isEqualTo(1);
  }

  @Test
  void aReservationThatIsRepeatedTakesNoSecondPlace() {
    Order order = order(FIRST_KEY);
    JobsAtOnce one = new JobsAtOnce(1, 1);
    await(budgets.reserve(order, PRICE, WINDOWS, one, LONG));

    assertThat(await(budgets.reserve(order, PRICE, WINDOWS, one, LONG)))
        .isEqualTo(new ReserveOutcome.AlreadyThere(SpendState.RESERVED));
    assertThat(await(budgets.running(new Scope.OfApiKey(FIRST_KEY)))).isEqualTo(1);
  }

  @Test
  void whatIsGivenBackRunsNoLonger() {
    Reservation reservation = reserved(FIRST_KEY);

    await(spends.giveBack(reservation.spend(), SpendState.RESERVED, "nothing was signed"));

    assertThat(await(reserve(FIRST_KEY, 1, 1))).isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void aJobRunsUntilItHasEndedHoweverItsMoneyStands() {
    for (JobState end : List.of(JobState.DELIVERED, JobState.FAILED, JobState.LOST)) {
      SpendId id = reserved(FIRST_KEY).spend();
      open(id);
      settle(id);
      await(jobs.bind(id, "seller-" + id, LONG));
      await(jobs.progress(id, JobState.OVERDUE, null, null));
      assertThat(await(reserve(FIRST_KEY, 1, 1))).isInstanceOf(ReserveOutcome.TooManyJobs.class);

      await(jobs.end(id, end, null, false));

      assertThat(await(budgets.running(new Scope.OfTeam(DESIGN)))).isZero();
    }
  }

  @Test
  void aRefusedPaymentRunsUntilItIsDead() {
    SpendId id = reserved(FIRST_KEY).spend();
    authorize(id);
    await(spends.refuse(id, "the seller answered 402", LONG));
    assertThat(await(reserve(FIRST_KEY, 1, 1))).isInstanceOf(ReserveOutcome.TooManyJobs.class);

    await(spends.giveBack(id, SpendState.REFUSED, "dead"));

    assertThat(await(reserve(FIRST_KEY, 1, 1))).isInstanceOf(ReserveOutcome.Reserved.class);
  }

  @Test
  void whoDiesBetweenTheTwoWritesOfAnEndLeavesAJobToBeEndedAgain() {
    SpendId id = reserved(FIRST_KEY).spend();
    open(id);
    settle(id);
    await(new RedisBusy(redis.link()).over(id));

    assertThat(await(jobs.find(id)).orElseThrow().state()).isEqualTo(JobState.ORDERED);
    assertThat(await(jobs.end(id, JobState.DELIVERED, null, false))).isTrue();
    assertThat(await(jobs.end(id, JobState.DELIVERED, null, false))).isFalse();
  }

  @Test
  void whatWasPaidAndHasNoJobRunsNoLongerOnceItIsLookedAt() {
    SpendId id = reserved(FIRST_KEY).spend();
    settle(id);
    lookNow(id);

    assertThat(await(budgets.running(new Scope.OfTeam(DESIGN)))).isZero();
    assertThat(await(budgets.running(new Scope.OfApiKey(FIRST_KEY)))).isZero();
  }

  @Test
  void whatTheBooksDoNotKnowIsNotLookedForAgain() {
    SpendId unknown = order(FIRST_KEY).id();
    await(redis.link().send(Command.ZADD, RedisKeys.BUSY, "0", unknown.value()));
    lookNow(unknown);

    assertThat(redis.keys(RedisKeys.BUSY)).isEmpty();
  }

  @Test
  void anEndThatTheBooksForgotIsSaidAgain() {
    SpendId id = reserved(FIRST_KEY).spend();
    open(id);
    settle(id);
    await(jobs.end(id, JobState.DELIVERED, null, false));
    forgetTheEnd(id);
    lookNow(id);

    assertThat(await(budgets.running(new Scope.OfTeam(DESIGN)))).isZero();
  }

  @Test
  void aPaidJobThatWasLeftOnTheShelfIsLookedForAgain() {
    SpendId id = reserved(FIRST_KEY).spend();
    Job job = open(id);
    authorize(id);
    await(spends.refuse(id, "the seller answered 402", LONG));
    await(jobs.shelve(job));
    await(spends.settle(id, "0xaa", "found on chain"));
    lookNow(id);

    assertThat(await(jobs.claimDue(10, LONG))).containsExactly(id);
    assertThat(await(budgets.running(new Scope.OfTeam(DESIGN)))).isEqualTo(1);
  }

  @Test
  void aJobThatRunsAndIsOnNoQueueIsPutBack() {
    List<SpendId> ids = new ArrayList<>();
    for (JobState state : List.of(JobState.RUNNING, JobState.OVERDUE)) {
      for (boolean settled : List.of(true, false)) {
        SpendId id = reserved(FIRST_KEY).spend();
        ids.add(id);
        open(id);
        authorize(id);
        await(settled ? spends.settle(id, "0xaa", "receipt") : spends.doubt(id, "no answer", LONG));
        await(jobs.bind(id, "seller-" + id, LONG));
        await(jobs.progress(id, state, null, null));
      }
    }
    // The node of the queue fell over to a replica that had not heard of them.
    await(redis.link().send(Command.DEL, RedisKeys.DUE_JOBS));
    assertThat(await(jobs.claimDue(10, LONG))).isEmpty();

    lookNow(ids.toArray(SpendId[]::new));

    assertThat(await(jobs.claimDue(10, LONG))).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(await(budgets.running(new Scope.OfTeam(DESIGN)))).isEqualTo(4);
  }

  @Test
  void aJobOnTheQueueIsNotLookedAtSooner() {
    SpendId id = reserved(FIRST_KEY).spend();
    open(id);
    settle(id);
    await(jobs.bind(id, "seller-1", LONG));
    String before = dueAt(id);

    lookNow(id);

    assertThat(dueAt(id)).isEqualTo(before);
  }

  @Test
  void aRefusedJobStaysOnTheShelf() {
    SpendId id = reserved(FIRST_KEY).spend();
    Job job = open(id);
    authorize(id);
    await(spends.refuse(id, "the seller answered 402", LONG));
    await(jobs.shelve(job));

    lookNow(id);

    assertThat(await(jobs.claimDue(10, LONG))).isEmpty();
  }

  @Test
  void whatIsLookedAtIsLookedAtByOneGatewayAndInParts() {
    for (int i = 0; i < 70; i++) {
      SpendId id = reserved(FIRST_KEY).spend();
      await(redis.link().send(Command.ZADD, RedisKeys.BUSY, "XX", "0", id.value()));
    }

    List<Future<Integer>> both = List.of(busyCalls.lookAfterDue(), busyCalls.lookAfterDue());

    await(Future.all(both));
    assertThat(both).extracting(Future::result).containsExactlyInAnyOrder(64, 6);
  }

  @Test
  void whatRunsIsLeftAlone() {
    SpendId reserved = reserved(FIRST_KEY).spend();
    SpendId running = reserved(FIRST_KEY).spend();
    open(running);
    settle(running);
    await(jobs.bind(running, "seller-1", LONG));
    lookNow(reserved, running);

    assertThat(await(budgets.running(new Scope.OfTeam(DESIGN)))).isEqualTo(2);
    assertThat(await(busyCalls.lookAfterDue())).as("looked at again only later").isZero();
  }

  private String dueAt(SpendId id) {
    return await(redis.link().send(Command.ZSCORE, RedisKeys.DUE_JOBS, id.value())).toString();
  }

  private void lookNow(SpendId... ids) {
    for (SpendId id : ids) {
      await(redis.link().send(Command.ZADD, RedisKeys.BUSY, "XX", "0", id.value()));
    }
    assertThat(await(busyCalls.lookAfterDue())).isEqualTo(ids.length);
  }

  /** As when Redis fails over to a replica that had not yet heard of it. */
  private void forgetTheEnd(SpendId id) {
    await(redis.link().send(Command.ZADD, RedisKeys.BUSY, "0", id.value()));
    for (Scope scope : List.of(new Scope.OfTeam(DESIGN), new Scope.OfApiKey(FIRST_KEY))) {
      await(redis.link().send(Command.SADD, RedisKeys.busy(scope), id.value()));
    }
  }

  private Job open(SpendId id) {
    Generation generation = new Generation("nano-banana-pro", "generate", "{}");
    Job job = Job.ordered(id, DESIGN, FIRST_KEY, generation, NOW);
    await(jobs.open(job, LONG));
    return job;
  }

  private void settle(SpendId id) {
    authorize(id);
    await(spends.settle(id, "0xaa", "receipt"));
  }

  private void authorize(SpendId id) {
    Spend.Cheque cheque = new Spend.Cheque("eip155:8453", "0xa", "0xb", "0xc", "0x" + id, 9, 1);
    await(
        spends.authorize(
            new Reservation(id, PRICE, List.of()), cheque, SpendingLoad.SIGNATURE, LONG));
  }

  private Reservation reserved(ApiKeyId apiKey) {
    return ((ReserveOutcome.Reserved) await(reserve(apiKey, null, null))).reservation();
  }

  private Future<ReserveOutcome> reserve(
      ApiKeyId apiKey, @Nullable Integer ofTeam, @Nullable Integer ofKey) {
    return budgets.reserve(order(apiKey), PRICE, WINDOWS, new JobsAtOnce(ofTeam, ofKey), LONG);
  }

  private Order order(ApiKeyId apiKey) {
    return new Order(
        SpendId.make(NOW, random),
        DESIGN,
        "",
        apiKey,
        "nano-banana-pro",
        "image",
        "generate",
        Map.of(),
        "req-1");
  }
}
