package dev.stipend.treasury;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.AuthorizationEnd.Cancelled;
import dev.stipend.treasury.AuthorizationEnd.Cashed;
import dev.stipend.treasury.AuthorizationEnd.NotFound;
import dev.stipend.x402.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DoubtDecisionTest {

  private static final Address PAYEE = Address.parse("0x07f067959297767c887dbfa3c72379c66e82a045");
  private static final Money PRICE = Money.parseDollars("0.134");
  private static final long VALID_BEFORE = 1_000_300;
  private static final Instant NOW = Instant.ofEpochSecond(1_000_010);
  private static final Spend SPEND =
      new Spend(
          new Order(
              new SpendId("00000000000000000000000000"),
              new TeamId("design"),
              "",
              new ApiKeyId("key_00000000"),
              "nano-banana-pro",
              "image",
              "generate",
              Map.of(),
              "r"),
          PRICE,
          SpendState.IN_DOUBT,
          Instant.ofEpochSecond(1_000_000),
          null,
          null,
          new Spend.Cheque(
              "eip155:8453", "0xa", "0xb", PAYEE.hex(), "0xc", VALID_BEFORE, 1_000_000),
          null);

  @Test
  void whatIsUnusedAtASafeBlockAfterItsExpiryIsGivenBackWithoutTheLogs() {
    assertThat(byState(safe(100, VALID_BEFORE), false))
        .isEqualTo(new DoubtDecision.GiveBack("unused at block 100, when it had expired"));
  }

  @Test
  void whatIsUnusedButStillAliveWaits() {
    assertThat(byState(safe(100, VALID_BEFORE - 1), false))
        .isInstanceOf(DoubtDecision.LookAgain.class);
  }

  @Test
  void howAUsedOneEndedIsReadInTheLogsOfTheTimeInWhichItCouldBeCashedOrRevoked() {
    DoubtDecision.ReadLogs logs =
        new DoubtDecision.ReadLogs(1_000_000 - 600, VALID_BEFORE + 3 * 60 * 60);

    assertThat(byState(safe(100, VALID_BEFORE - 1), true)).isEqualTo(logs);
    assertThat(byState(safe(90_000_000, VALID_BEFORE + 31_536_000), true)).isEqualTo(logs);
  }

  @Test
  void whatWasCashedInASafeBlockIsSettled() {
    assertThat(byLogs(cashed(100))).isEqualTo(new DoubtDecision.Settle("0xaa"));
  }

  @Test
  void whatWasCashedAfterTheSafeBlockWaits() {
    assertThat(byLogs(cashed(101))).isInstanceOf(DoubtDecision.LookAgain.class);
  }

  @Test
  void whatWasCancelledInASafeBlockIsGivenBack() {
    assertThat(byLogs(new Cancelled("0xbb", 100))).isInstanceOf(DoubtDecision.GiveBack.class);
    assertThat(byLogs(new Cancelled("0xbb", 101))).isInstanceOf(DoubtDecision.LookAgain.class);
  }

  @Test
  void whatIsUsedButNotFoundInTheLogsIsNeverGivenBack() {
    assertThat(byLogs(new NotFound())).isInstanceOf(DoubtDecision.Unexplained.class);
  }

  @Test
  void aTransferOfAnotherAmountOrToAnotherPayeeIsNeverBookedAsOurs() {
    Address stranger = Address.parse("0x" + "1".repeat(40));

    assertThatThrownBy(() -> byLogs(new Cashed("0xaa", 100, PAYEE, Money.ofMicros(1))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> byLogs(new Cashed("0xaa", 100, stranger, PRICE)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theOlderTheDoubtTheRarerTheLook() {
    assertThat(lookAfter(Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
    assertThat(lookAfter(Duration.ofSeconds(40))).isEqualTo(Duration.ofSeconds(10));
    assertThat(lookAfter(Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(30));
  }

  private static Duration lookAfter(Duration age) {
    Instant now = SPEND.reservedAt().plus(age);
    return ((DoubtDecision.LookAgain) DoubtDecision.byState(SPEND, safe(1, 0), false, now)).after();
  }

  private static DoubtDecision byState(ChainHead safe, boolean used) {
    return DoubtDecision.byState(SPEND, safe, used, NOW);
  }

  private static DoubtDecision byLogs(AuthorizationEnd end) {
    return DoubtDecision.byLogs(SPEND, safe(100, VALID_BEFORE), end, NOW);
  }

  private static ChainHead safe(long number, long time) {
    return new ChainHead(number, time);
  }

  private static Cashed cashed(long block) {
    return new Cashed("0xaa", block, PAYEE, PRICE);
  }
}
