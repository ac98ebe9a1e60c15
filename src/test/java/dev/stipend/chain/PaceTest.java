package dev.stipend.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final AtomicLong now = new AtomicLong(-5 * SECOND);
  private final Pace pace = new Pace(now::get, 10);

  @Test
  void asManyAsASecondAllowsAreAskedAtOnceAndTheOthersWaitTheirTurn() {
    for (int i = 0; i < 11; i++) {
      assertThat(pace.take()).isZero();
    }
    assertThat(pace.take()).isEqualTo(SECOND / 10);
    assertThat(pace.take()).isEqualTo(2 * SECOND / 10);
  }

  @Test
  void aLongPauseSavesUpNoMoreThanASecond() {
    now.addAndGet(1000 * SECOND);
    for (int i = 0; i < 11; i++) {
      assertThat(pace.take()).isZero();
    }
    assertThat(pace.take()).isPositive();
  }

  @Test
  void whoFailsAgainAndAgainIsLeftAloneEverLonger() {
    for (int i = 0; i < 4; i++) {
      pace.failed();
    }
    assertThat(pace.rests()).isFalse();
    pace.failed();
    assertThat(pace.rests()).isTrue();
    now.addAndGet(SECOND / 2);
    assertThat(pace.rests()).isFalse();
    pace.failed();
    now.addAndGet(SECOND / 2);
    assertThat(pace.rests()).isTrue();
    for (int i = 0; i < 100; i++) {
      pace.failed();
    }
    now.addAndGet(15 * SECOND);
    assertThat(pace.rests()).isFalse();
  }

  @Test
  void oneAnswerForgivesAllFailures() {
    for (int i = 0; i < 4; i++) {
      pace.failed();
    }
    pace.answered();
    pace.failed();
    assertThat(pace.rests()).isFalse();
  }
}
