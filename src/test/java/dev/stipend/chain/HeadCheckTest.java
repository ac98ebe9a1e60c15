package dev.stipend.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.treasury.ChainHead;
import dev.stipend.treasury.Finality;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeadCheckTest {

  private static final long NOW = 1_800_000_000;
  private static final long BLOCK = 40_000_000;

  private Instant time = Instant.ofEpochSecond(NOW);
  private final HeadCheck check = new HeadCheck(() -> time);

  @Test
  void blockWhoseTimeHasNotComeIsNotBelieved() {
    assertNotBelieved(BLOCK, NOW + HeadCheck.AHEAD_MAX.toSeconds() + 1);

    assertBelieved(BLOCK, NOW + HeadCheck.AHEAD_MAX.toSeconds());
  }

  @Test
  void moreBlocksThanThereWasTimeForAreNotBelieved() {
    assertBelieved(BLOCK, NOW - 60);

    assertNotBelieved(BLOCK + 40_000, NOW);
    assertNotBelieved(BLOCK + 40_000, 0);
    assertBelieved(BLOCK + 30, NOW);
  }

  @Test
  void howeverLongNobodyAskedTheChainGoesOn() {
    assertBelieved(BLOCK, NOW);
    time = time.plus(Duration.ofDays(30));

    assertBelieved(BLOCK + 30 * 43_200, NOW + Duration.ofDays(30).toSeconds());
  }

  @Test
  void nodeThatLagsIsBelievedAndSoIsTheNextThatDoesNot() {
    assertBelieved(BLOCK, NOW);

    assertBelieved(BLOCK - 1_800, NOW - 3_600);
    assertBelieved(BLOCK, NOW);
  }

  @Test
  void whatIsSafeIsNotComparedWithWhatIsNew() {
    check.believed(Finality.FINALIZED, new ChainHead(BLOCK - 2_000, NOW));

    assertBelieved(BLOCK, NOW);
  }

  @Test
  void clockThatIsSetForwardIsNoObjectionWhereNobodyKeepsTheTime() {
    HeadCheck sandbox = new HeadCheck(null);
    ChainHead far = new ChainHead(BLOCK, NOW + Duration.ofDays(30).toSeconds());

    assertThat(sandbox.believed(Finality.SAFE, far)).isEqualTo(far);
  }

  private void assertBelieved(long number, long seconds) {
    ChainHead told = new ChainHead(number, seconds);
    assertThat(check.believed(Finality.SAFE, told)).isEqualTo(told);
  }

  private void assertNotBelieved(long number, long seconds) {
    assertThatThrownBy(() -> check.believed(Finality.SAFE, new ChainHead(number, seconds)))
        .isInstanceOf(ChainException.class);
  }
}
