package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.job.Generation;
import dev.stipend.job.Job;
import dev.stipend.job.JobState;
import dev.stipend.ledger.Page;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisJobsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:30:00Z");
  private static final TeamId DESIGN = new TeamId("design");
  private static final Duration LONG = Duration.ofMinutes(10);

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final SecureRandom random = new SecureRandom();
  private RedisJobs jobs;

  @BeforeEach
  void open() {
    jobs = new RedisJobs(redis.link(), InstantSource.fixed(NOW));
  }

  @Test
  void aJobIsFoundAsItWasWritten() {
    Job job = ordered("{\"prompt\":\"a \\\"quoted\\\" prompt, ümlaut\"}");

    assertThat(await(jobs.find(job.id()))).contains(job);
  }

  @Test
  void oneOfTheSellersJobsBelongsToOneOfOurs() {
    Job first = ordered("{}");
    Job second = ordered("{}");

    assertThat(await(jobs.adopt(first.id(), "seller-1"))).isTrue();
    assertThat(await(jobs.adopt(first.id(), "seller-1"))).isTrue();
    assertThat(await(jobs.adopt(second.id(), "seller-1"))).isFalse();
    assertThat(await(jobs.find(second.id())).orElseThrow().sellerId()).isNull();
  }

  @Test
  void whatTheSellerSaysUndoesAGuess() {
    Job guessing = ordered("{}");
    Job answered = ordered("{}");
    await(jobs.adopt(guessing.id(), "seller-1"));

    await(jobs.bind(answered.id(), "seller-1", LONG));

    assertThat(await(jobs.find(answered.id())).orElseThrow().sellerId()).isEqualTo("seller-1");
    assertThat(await(jobs.find(guessing.id())).orElseThrow())
        .matches(job -> job.sellerId() == null && job.state() == JobState.ORDERED);
    assertThat(await(jobs.adopt(guessing.id(), "seller-1"))).isFalse();
  }

  @Test
  void aJobIsOnTheQueueFromBeforeItIsWritten() {
    Job job = ordered("{}", NOW, Duration.ZERO);

    assertThat(await(jobs.claimDue(10, LONG))).containsExactly(job.id());
  }

  @Test
  void aShelvedJobIsKeptButNeitherListedNorLookedAt() {
    Job job = ordered("{}", NOW, Duration.ZERO);
    await(jobs.shelve(job));

    assertThat(await(jobs.find(job.id()))).contains(job);
    assertThat(await(jobs.jobs(DESIGN, 10, null)).items()).isEmpty();
    assertThat(await(jobs.claimDue(10, LONG))).isEmpty();

    await(jobs.unshelve(job));

    assertThat(await(jobs.jobs(DESIGN, 10, null)).items()).containsExactly(job);
    assertThat(await(jobs.claimDue(10, LONG))).containsExactly(job.id());
  }

  @Test
  void anEndedJobChangesNoMore() {
    Job job = ordered("{}");
    await(jobs.bind(job.id(), "seller-1", Duration.ZERO));
    assertThat(await(jobs.end(job.id(), JobState.DELIVERED, null, true))).isTrue();

    await(jobs.progress(job.id(), JobState.RUNNING, 50, null));
    assertThat(await(jobs.end(job.id(), JobState.FAILED, "late", false))).isFalse();

    Job known = await(jobs.find(job.id())).orElseThrow();
    assertThat(known.state()).isEqualTo(JobState.DELIVERED);
    assertThat(known.error()).isNull();
    assertThat(known.hasThumbnail()).isTrue();
    assertThat(known.endedAt()).isEqualTo(NOW);
    assertThat(await(jobs.claimDue(10, LONG))).isEmpty();
  }

  @Test
  void aDueJobIsClaimedByOneUntilItsLeaseEnds() {
    Job job = ordered("{}");
    await(jobs.bind(job.id(), "seller-1", Duration.ZERO));

    assertThat(await(jobs.claimDue(10, Duration.ZERO))).containsExactly(job.id());
    assertThat(await(jobs.claimDue(10, LONG))).containsExactly(job.id());
    assertThat(await(jobs.claimDue(10, LONG))).isEmpty();
  }

  @Test
  void aDiscardedJobIsGone() {
    Job job = ordered("{}");
    await(jobs.discard(job));

    assertThat(await(jobs.find(job.id()))).isEmpty();
    assertThat(await(jobs.jobs(DESIGN, 10, null)).items()).isEmpty();
  }

  @Test
  void theJobsOfATeamAreListedNewestFirst() {
    Job first = ordered("{}", NOW);
    Job second = ordered("{}", NOW.plusSeconds(1));
    Job third = ordered("{}", NOW.plusSeconds(2));

    Page<Job> page = await(jobs.jobs(DESIGN, 2, null));
    Page<Job> rest = await(jobs.jobs(DESIGN, 2, page.next()));

    assertThat(page.items()).containsExactly(third, second);
    assertThat(rest.items()).containsExactly(first);
    assertThat(await(jobs.jobs(new TeamId("sales"), 10, null)).items()).isEmpty();
  }

  private Job ordered(String body) {
    return ordered(body, NOW);
  }

  private Job ordered(String body, Instant at) {
    return ordered(body, at, LONG);
  }

  private Job ordered(String body, Instant at, Duration attended) {
    Job job =
        Job.ordered(
            SpendId.make(at, random),
            DESIGN,
            new ApiKeyId("key_00000000"),
            new Generation("nano-banana-pro", "generate", body),
            at);
    await(jobs.open(job, attended));
    return job;
  }
}
