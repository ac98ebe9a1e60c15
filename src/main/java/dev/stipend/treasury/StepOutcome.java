package dev.stipend.treasury;

import dev.stipend.budget.Stop;
import dev.stipend.ledger.SpendState;

/** What became of the wish to move a spend one step, in the order in which the cases are tried. */
public sealed interface StepOutcome {

  /** There is no such spend. */
  record UnknownSpend() implements StepOutcome {}

  /** This very step was made before: nothing was changed. */
  record AlreadyDone() implements StepOutcome {}

  /** The spend is in a state from which this step does not lead: nothing was changed. */
  record Elsewhere(SpendState state) implements StepOutcome {}

  /** Nothing of its kind is signed at the moment: nothing was changed. */
  record Stopped(Stop stop) implements StepOutcome {}

  /** The step is made. */
  record Done() implements StepOutcome {}

  /** Whether the spend is now where the step leads, by this attempt or an earlier one. */
  default boolean holds() {
    return this instanceof Done || this instanceof AlreadyDone;
  }
}
