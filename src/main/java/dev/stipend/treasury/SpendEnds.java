package dev.stipend.treasury;

import dev.stipend.ledger.Spend;
import io.vertx.core.Future;

/** Hears how spends ended that were not ended by the call that began them. */
public interface SpendEnds {

  /** The money is gone: whatever was bought must be looked for. */
  Future<Void> settledLate(Spend spend);

  /** The money is back: nothing was bought. */
  Future<Void> givenBack(Spend spend);
}
