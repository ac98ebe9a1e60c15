package dev.stipend.call;

import dev.stipend.job.JobState;
import dev.stipend.ledger.Spend;
import java.util.Optional;

/**
 * What a request is answered whose name is taken already. The claim says which spend the name
 * stands for; what became of that spend only the books know, so a gateway that died in between
 * leaves nothing to guess.
 */
sealed interface Repetition {

  /** This is the answer, and the name stays taken. */
  record Answer(CallOutcome outcome) implements Repetition {}

  /** This is the answer, which nobody was given yet; after it the name is free. */
  record LastAnswer(CallOutcome outcome) implements Repetition {}

  /** The spend behind the name is over: the name may be claimed anew. */
  record Anew() implements Repetition {}

  /**
   * Decides.
   *
   * @param spend the claim's, as the books have it
   * @param job how the job of that id stands, if there is one
   */
  static Repetition decide(
      ClaimName name,
      Ask ask,
      Checked checked,
      Claim claim,
      Optional<Spend> spend,
      Optional<JobState> job) {
    Optional<String> difference = ask.difference(claim.ask());
    if (difference.isPresent()) {
      return new Answer(new CallOutcome.IdReused(difference.get()));
    }
    if (!claim.bound()) {
      return new Answer(new CallOutcome.InProgress());
    }
    return spend
        .map(known -> bound(name, checked, claim, known, job.isPresent()))
        .orElseGet(() -> isOver(name, job) ? new Anew() : new Answer(new CallOutcome.InProgress()));
  }

  /**
   * The books know nothing of a spend that was there: lost, and a job tells that it may have been
   * paid; or pruned when its job had ended, and then an equal request is another call.
   */
  private static boolean isOver(ClaimName name, Optional<JobState> job) {
    return job.isEmpty() || (name instanceof ClaimName.Equal && job.get().isFinal());
  }

  private static Repetition bound(
      ClaimName name, Checked checked, Claim claim, Spend spend, boolean hasJob) {
    String type = checked.operation().upstreamType();
    Charge charge = new Charge(spend.amount(), claim.room(), checked.warnings());
    return switch (spend.state()) {
      case RESERVED -> new Answer(new CallOutcome.InProgress());
      // A client that was told of a job is told of it again, though the books lag behind.
      case AUTHORIZED ->
          claim.told() && hasJob
              ? new Answer(new CallOutcome.InDoubt(spend.id(), type, charge))
              : new Answer(new CallOutcome.InProgress());
      case IN_DOUBT ->
          hasJob
              ? new Answer(new CallOutcome.InDoubt(spend.id(), type, charge))
              : new Answer(new CallOutcome.InProgress());
      case REFUSED -> new Answer(refused(claim, Refusal.parse(spend.reason())));
      case SETTLED ->
          settled(
              name, claim, new CallOutcome.Bought(spend.id(), type, charge, spend.transaction()));
      case VOIDED -> new Anew();
    };
  }

  /** Whoever has just been refused may be about to pay what the seller asks for now. */
  private static CallOutcome refused(Claim claim, Refusal refusal) {
    return refusal.isForAnotherOffer() && claim.leased() && !claim.told()
        ? new CallOutcome.InProgress()
        : refusal.outcome();
  }

  private static Repetition settled(ClaimName name, Claim claim, CallOutcome.Bought bought) {
    return switch (name) {
      case ClaimName.Given _ -> new Answer(bought);
      // Equal requests are one call only as long as it runs, or while nobody heard how it ended.
      case ClaimName.Equal _ -> claim.told() ? new Anew() : new LastAnswer(bought);
    };
  }
}
