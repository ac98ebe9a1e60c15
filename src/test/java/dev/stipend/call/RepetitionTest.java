package dev.stipend.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.call.Repetition.Anew;
import dev.stipend.call.Repetition.Answer;
import dev.stipend.call.Repetition.LastAnswer;
import dev.stipend.catalog.CatalogueReader;
import dev.stipend.catalog.Operation;
import dev.stipend.job.JobState;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a request is answered whose name is taken, for every way the first one can have gone. */
class RepetitionTest {

  private static final Optional<JobState> RUNNING = Optional.of(JobState.RUNNING);
  private static final Optional<JobState> NO_JOB = Optional.empty();

  private static final Instant NOW = Instant.parse("2026-11-20T09:30:00Z");
  private static final ApiKeyId KEY = new ApiKeyId("key_00000000");
  private static final SpendId ID = new SpendId("01m7w8p2h1adfv5q7c4mxnzb1q");
  private static final Money PRICE = Money.parseDollars("0.134");
  private static final Operation PICTURE =
      CatalogueReader.shipped().find("nano-banana-pro", "generate").orElseThrow();
  private static final Checked CHECKED =
      new Checked(
          PICTURE,
          new Purchase(PICTURE.model(), PICTURE.name(), "{}"),
          Map.of(),
          List.of("a warning"),
          "f1");
  private static final Ask ASK = Ask.of(CHECKED);
  private static final ClaimName GIVEN = new ClaimName.Given(KEY, new IdempotencyId("a"));
  private static final ClaimName EQUAL = new ClaimName.Equal(KEY, "f1");
  private static final Room ROOM =
      new Room("team:design/month", Money.parseDollars("5"), Money.parseDollars("4.866"));
  private static final Charge CHARGE = new Charge(PRICE, Optional.of(ROOM), List.of("a warning"));
  private static final Claim BOUND = new Claim(ID, ASK, true, true, false, Optional.of(ROOM));
  private static final Claim TOLD = new Claim(ID, ASK, true, true, true, Optional.of(ROOM));

  @Test
  void anotherRequestWithTheSameIdIsToldWhatDiffers() {
    Claim otherBody = new Claim(ID, new Ask(ASK.route(), "f2"), true, true, true, Optional.empty());
    Claim otherRoute =
        new Claim(ID, new Ask("POST /api/generate/x/y", "f2"), true, true, true, Optional.empty());

    assertThat(decide(GIVEN, otherBody, SpendState.SETTLED, true))
        .isEqualTo(new Answer(new CallOutcome.IdReused("body")));
    assertThat(decide(GIVEN, otherRoute, SpendState.VOIDED, true))
        .isEqualTo(new Answer(new CallOutcome.IdReused("route")));
  }

  @ParameterizedTest
  @EnumSource
  void aClaimThatIsNotBoundIsStillRunningWhateverElseThereIs(SpendState state) {
    Claim unbound = new Claim(ID, ASK, true, false, false, Optional.empty());

    assertThat(decide(GIVEN, unbound, state, true)).isEqualTo(running());
    assertThat(Repetition.decide(EQUAL, ASK, CHECKED, unbound, Optional.empty(), NO_JOB))
        .isEqualTo(running());
  }

  @Test
  void aSettledSpendIsTheJobAgainForItsIdForEver() {
    CallOutcome bought =
        new CallOutcome.Bought(ID, PICTURE.upstreamType(), CHARGE, "the transaction");

    assertThat(decide(GIVEN, BOUND, SpendState.SETTLED, true)).isEqualTo(new Answer(bought));
    assertThat(decide(GIVEN, TOLD, SpendState.SETTLED, false)).isEqualTo(new Answer(bought));
  }

  @Test
  void withoutAnIdASettledSpendIsAnsweredOnlyToTheFirstWhoHearsOfIt() {
    CallOutcome bought =
        new CallOutcome.Bought(ID, PICTURE.upstreamType(), CHARGE, "the transaction");

    assertThat(decide(EQUAL, BOUND, SpendState.SETTLED, true)).isEqualTo(new LastAnswer(bought));
    assertThat(decide(EQUAL, TOLD, SpendState.SETTLED, true)).isEqualTo(new Anew());
  }

  @Test
  void doubtIsTheSameJobAndNeverASecondPayment() {
    Answer doubt = new Answer(new CallOutcome.InDoubt(ID, PICTURE.upstreamType(), CHARGE));

    for (ClaimName name : List.of(GIVEN, EQUAL)) {
      assertThat(decide(name, BOUND, SpendState.IN_DOUBT, true)).isEqualTo(doubt);
      assertThat(decide(name, TOLD, SpendState.AUTHORIZED, true)).isEqualTo(doubt);
      assertThat(decide(name, BOUND, SpendState.IN_DOUBT, false)).isEqualTo(running());
    }
  }

  @Test
  void whatIsReservedOrAuthorizedIsStillRunning() {
    assertThat(decide(GIVEN, BOUND, SpendState.RESERVED, true)).isEqualTo(running());
    assertThat(decide(GIVEN, BOUND, SpendState.AUTHORIZED, true)).isEqualTo(running());
    assertThat(decide(EQUAL, BOUND, SpendState.AUTHORIZED, true)).isEqualTo(running());
  }

  @Test
  void aRefusalIsRepeatedAsLongAsTheChequeMayBeCashed() {
    assertThat(
            Repetition.decide(
                GIVEN,
                ASK,
                CHECKED,
                TOLD,
                Optional.of(spend(SpendState.REFUSED, Refusal.of(402, "nonce_used").text())),
                RUNNING))
        .isEqualTo(new Answer(new CallOutcome.PaymentRefused(402, "nonce_used")));
    assertThat(decide(GIVEN, TOLD, SpendState.VOIDED, true)).isEqualTo(new Anew());
    assertThat(decide(EQUAL, TOLD, SpendState.VOIDED, true)).isEqualTo(new Anew());
  }

  /**
   * Who is not told yet may be about to hear of the second payment: nothing is to be said of it.
   */
  @Test
  void aPaymentThatMayBeMadeOnceMoreIsStillRunning() {
    String moved = Refusal.of(402, "requirements_mismatch").text();
    Optional<Spend> refused = Optional.of(spend(SpendState.REFUSED, moved));

    assertThat(Repetition.decide(GIVEN, ASK, CHECKED, BOUND, refused, NO_JOB)).isEqualTo(running());
    Claim old = new Claim(ID, ASK, false, true, false, Optional.empty());
    for (Claim over : List.of(TOLD, old)) {
      assertThat(Repetition.decide(GIVEN, ASK, CHECKED, over, refused, NO_JOB))
          .isEqualTo(new Answer(new CallOutcome.PaymentRefused(402, "requirements_mismatch")));
    }
  }

  @Test
  void aRefusalIsReadAsItWasWritten() {
    for (Refusal refusal : List.of(Refusal.of(403, "code"), Refusal.of(429, null))) {
      assertThat(Refusal.parse(refusal.text())).isEqualTo(refusal);
    }
    assertThat(Refusal.of(400, "a prompt in prose")).isEqualTo(Refusal.of(400, null));
    assertThat(Refusal.parse("somebody's words")).isEqualTo(Refusal.of(402, null));
  }

  @Test
  void aSpendThatTheBooksLostIsNotBoughtAgainWhereItMayHaveBeenPaid() {
    assertThat(Repetition.decide(GIVEN, ASK, CHECKED, BOUND, Optional.empty(), NO_JOB))
        .isEqualTo(new Anew());
    assertThat(Repetition.decide(GIVEN, ASK, CHECKED, BOUND, Optional.empty(), RUNNING))
        .isEqualTo(running());
  }

  @Test
  void aSpendThatWasPrunedEndsEqualRequestsAndKeepsItsId() {
    Optional<JobState> delivered = Optional.of(JobState.DELIVERED);

    assertThat(Repetition.decide(EQUAL, ASK, CHECKED, TOLD, Optional.empty(), delivered))
        .isEqualTo(new Anew());
    assertThat(Repetition.decide(EQUAL, ASK, CHECKED, TOLD, Optional.empty(), RUNNING))
        .isEqualTo(running());
    assertThat(Repetition.decide(GIVEN, ASK, CHECKED, TOLD, Optional.empty(), delivered))
        .isEqualTo(running());
  }

  /** The rule behind all others. */
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"VOIDED", "SETTLED"})
  void nothingIsBoughtAgainWhileTheFirstMayStillBePaid(SpendState state) {
    for (ClaimName name : List.of(GIVEN, EQUAL)) {
      for (Claim claim : List.of(BOUND, TOLD)) {
        assertThat(decide(name, claim, state, true)).isNotInstanceOf(Anew.class);
        assertThat(decide(name, claim, state, false)).isNotInstanceOf(Anew.class);
      }
    }
  }

  private static Repetition decide(ClaimName name, Claim claim, SpendState state, boolean hasJob) {
    return Repetition.decide(
        name, ASK, CHECKED, claim, Optional.of(spend(state, null)), hasJob ? RUNNING : NO_JOB);
  }

  private static Answer running() {
    return new Answer(new CallOutcome.InProgress());
  }

  private static Spend spend(SpendState state, @Nullable String reason) {
    Order order =
        new Order(
            ID,
            new TeamId("design"),
            "",
            KEY,
            PICTURE.model(),
            PICTURE.kind().text(),
            PICTURE.name(),
            Map.of(),
            "r");
    return new Spend(order, PRICE, state, NOW, null, reason, null, "the transaction");
  }
}
