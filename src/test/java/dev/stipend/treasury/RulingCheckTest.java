package dev.stipend.treasury;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.RulingCheck.Testimony;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RulingCheckTest {

  private static final String TRANSACTION = "0x" + "a".repeat(64);
  private static final long VALID_BEFORE = 1_000_300;
  private static final Instant DEAD =
      Instant.ofEpochSecond(VALID_BEFORE).plus(RulingCheck.CLOCKS_APART);
  private static final Ruling VOIDED = new Ruling.Voided();
  private static final Ruling SETTLED = new Ruling.Settled("");
  private static final Testimony ABSENT = new Testimony.Absent();

  @Test
  void whatTheChainShowsAsCashedIsNotGivenBack() {
    Testimony cashed = given(new DoubtDecision.Settle(TRANSACTION));

    assertThat(objection(VOIDED, cashed)).isPresent();
    assertThat(objection(new Ruling.Settled("0x" + "b".repeat(64)), cashed)).isPresent();
    assertThat(objection(new Ruling.Settled(TRANSACTION), cashed)).isEmpty();
    assertThat(objection(SETTLED, cashed)).isEmpty();
  }

  @Test
  void whatTheChainShowsAsDeadIsNotSettled() {
    Testimony dead = given(new DoubtDecision.GiveBack("unused"));

    assertThat(objection(SETTLED, dead)).isPresent();
    assertThat(objection(VOIDED, dead)).isEmpty();
  }

  @Test
  void whileTheChainCanStillTellNobodyDecides() {
    Testimony later = given(new DoubtDecision.LookAgain(Duration.ofSeconds(2)));

    assertThat(objection(SETTLED, later)).isPresent();
    assertThat(objection(VOIDED, later)).isPresent();
  }

  @Test
  void whatTheChainCannotExplainPeopleMayButNotWithoutItsTransaction() {
    Testimony unexplained = given(new DoubtDecision.Unexplained(Duration.ofSeconds(2)));

    assertThat(objection(SETTLED, unexplained)).isPresent();
    assertThat(objection(new Ruling.Settled(TRANSACTION), unexplained)).isEmpty();
    assertThat(objection(VOIDED, unexplained)).isEmpty();
  }

  @Test
  void withoutTheChainNothingIsGivenBackThatMayStillBeCashed() {
    assertThat(objection(VOIDED, ABSENT, DEAD.minusSeconds(1))).isPresent();
    assertThat(objection(VOIDED, ABSENT, DEAD)).isEmpty();
    assertThat(objection(SETTLED, ABSENT, Instant.EPOCH)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = SpendState.class,
      names = {"REFUSED", "IN_DOUBT"},
      mode = EnumSource.Mode.EXCLUDE)
  void onlyWhatIsRefusedOrInDoubtIsDecided(SpendState state) {
    assertThat(RulingCheck.objection(spend(state), SETTLED, ABSENT, DEAD)).isPresent();
  }

  private static Optional<String> objection(Ruling ruling, Testimony chain) {
    return objection(ruling, chain, DEAD);
  }

  private static Optional<String> objection(Ruling ruling, Testimony chain, Instant now) {
    return RulingCheck.objection(spend(SpendState.IN_DOUBT), ruling, chain, now);
  }

  private static Testimony given(DoubtDecision decision) {
    return new Testimony.Given(decision);
  }

  private static Spend spend(SpendState state) {
    Order order =
        new Order(
            new SpendId("00000000000000000000000000"),
            new TeamId("design"),
            "",
            new ApiKeyId("key_00000000"),
            "nano-banana-pro",
            "image",
            "generate",
            Map.of(),
            "r");
    Spend.Cheque cheque =
        new Spend.Cheque(
            "eip155:8453", "0xa", "0xb", "0xc", "0xd", VALID_BEFORE, VALID_BEFORE - 300);
    return new Spend(order, Money.ofMicros(1), state, Instant.EPOCH, null, null, cheque, null);
  }
}
