package dev.stipend.treasury;

import dev.stipend.budget.Reservation;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.x402.Signature;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * The steps of a spend after its reservation. Each is one atomic change that is safe to repeat; a
 * failed Future means that it is not known whether the change was made.
 */
public interface Spends {

  /**
   * Writes the authorization down. Only when this holds may it be sent.
   *
   * @param signature kept until the spend ends
   * @param attended how long the caller looks after the spend itself
   */
  Future<StepOutcome> authorize(
      Reservation reservation, Spend.Cheque cheque, Signature signature, Duration attended);

  /** The seller said no; the money stays held until the authorization is dead. */
  Future<StepOutcome> refuse(SpendId id, String reason, Duration nextLook);

  /**
   * Lets another spend, not reserved yet, pay for the call of one that was refused. Once; the money
   * of the first stays held as well, until its authorization is dead.
   */
  Future<StepOutcome> second(SpendId refused, SpendId second);

  /** Nobody knows; the money stays held until the chain tells. */
  Future<StepOutcome> doubt(SpendId id, String reason, Duration nextLook);

  /** The money left. An empty transaction means that the evidence names none. */
  Future<StepOutcome> settle(SpendId id, String transaction, String evidence);

  /** The money never left and never will; the evidence is about exactly this state. */
  Future<StepOutcome> giveBack(SpendId id, SpendState from, String evidence);

  /** Takes spends that somebody must look after now; nobody else gets them during the lease. */
  Future<List<SpendId>> claimDue(int countMax, Duration lease);

  /** Looks at the spend again after this time. */
  Future<Void> lookAgain(SpendId id, Duration after);
}
