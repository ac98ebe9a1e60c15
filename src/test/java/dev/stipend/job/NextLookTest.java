package dev.stipend.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.catalog.Timing;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NextLookTest {

  private static final Instant ORDERED = Instant.parse("2026-11-20T09:00:00Z");
  private static final URI RESULT = URI.create("https://x.blob.example.com/a.png");
  private static final Timing TIMING =
      new Timing(Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofMinutes(10));
  private static final Job JOB =
      Job.ordered(
          new SpendId("00000000000000000000000000"),
          new TeamId("design"),
          new ApiKeyId("key_00000000"),
          new Generation("nano-banana-pro", "generate", "{}"),
          ORDERED);

  @Test
  void aCompleteJobIsFetchedAtOnce() {
    assertThat(after(Duration.ofSeconds(5), new JobAnswer.Complete(RESULT, null, null)))
        .isEqualTo(new NextLook.Fetch(RESULT, null));
    assertThat(after(Duration.ofSeconds(5), new JobAnswer.Complete(null, RESULT, RESULT)))
        .isEqualTo(new NextLook.Fetch(RESULT, RESULT));
  }

  @Test
  void aRunningJobIsLookedAtInItsRhythm() {
    assertThat(after(Duration.ofMinutes(9), running(40)))
        .isEqualTo(new NextLook.Wait(JobState.RUNNING, 40, null, Duration.ofSeconds(3)));
  }

  @Test
  void ourDeadlineEndsOurFrequentLookingAndNotTheJob() {
    assertThat(after(Duration.ofMinutes(11), running(40)))
        .isEqualTo(new NextLook.Wait(JobState.OVERDUE, 40, null, Duration.ofMinutes(5)));
  }

  @Test
  void aJobThatDoesNotEndInADayIsLost() {
    assertThat(after(Duration.ofHours(25), running(40)))
        .isInstanceOfSatisfying(
            NextLook.End.class, end -> assertThat(end.state()).isEqualTo(JobState.LOST));
  }

  @Test
  void anOverdueJobThatCompletesIsDelivered() {
    assertThat(after(Duration.ofHours(20), new JobAnswer.Complete(RESULT, null, null)))
        .isInstanceOf(NextLook.Fetch.class);
  }

  @Test
  void oneBadAnswerProvesNothing() {
    Instant first = ORDERED.plus(Duration.ofMinutes(5));
    NextLook look = after(Duration.ofMinutes(5), new JobAnswer.NotFound());

    assertThat(look)
        .isEqualTo(new NextLook.Wait(JobState.RUNNING, null, first, Duration.ofSeconds(3)));
    assertThat(after(Duration.ofMinutes(6), running(10)))
        .isInstanceOfSatisfying(
            NextLook.Wait.class, wait -> assertThat(wait.missingSince()).isNull());
  }

  @Test
  void aJobThatStaysMissingIsLost() {
    Job missing =
        new Job(
            JOB.id(),
            JOB.team(),
            JOB.apiKey(),
            JOB.generation(),
            ORDERED,
            new Standing(JobState.RUNNING, "s", null, ORDERED, null, null, false, null, 0));

    assertThat(
            NextLook.decide(
                missing, new JobAnswer.NotFound(), TIMING, ORDERED.plus(Duration.ofMinutes(9))))
        .isInstanceOf(NextLook.Wait.class);
    assertThat(
            NextLook.decide(
                missing,
                new JobAnswer.Complete(null, null, null),
                TIMING,
                ORDERED.plus(Duration.ofMinutes(11))))
        .isInstanceOf(NextLook.End.class);
  }

  @Test
  void aFailedJobKeepsItsReason() {
    assertThat(after(Duration.ofSeconds(5), new JobAnswer.Failed("flagged as sensitive")))
        .isEqualTo(new NextLook.End(JobState.FAILED, "flagged as sensitive"));
  }

  @Test
  void troubleOfTheSellerEndsNothingForADay() {
    assertThat(after(Duration.ofHours(5), new JobAnswer.Unavailable("503")))
        .isInstanceOf(NextLook.Wait.class);
    assertThat(after(Duration.ofHours(5), new JobAnswer.ProofRefused("siwx_expired")))
        .isInstanceOf(NextLook.Wait.class);
    assertThat(after(Duration.ofHours(5), new JobAnswer.Foreign()))
        .isEqualTo(new NextLook.Wait(JobState.ORDERED, null, null, Duration.ofMinutes(5)));
    assertThat(after(Duration.ofHours(25), new JobAnswer.Unavailable("503")))
        .isInstanceOf(NextLook.End.class);
  }

  private static JobAnswer running(int progress) {
    return new JobAnswer.Running(progress, "loading");
  }

  private static NextLook after(Duration age, JobAnswer answer) {
    return NextLook.decide(JOB, answer, TIMING, ORDERED.plus(age));
  }
}
