package dev.stipend.treasury;

import dev.stipend.money.Money;
import dev.stipend.x402.Bytes32;
import io.vertx.core.Future;

/** Books what came into the treasury on an operator's word, where no chain can be asked. */
public interface OperatorFunding {

  /** Answers false, and changes nothing, when this transaction was booked before. */
  Future<Boolean> book(Money amount, Bytes32 transaction, String by, String reason);
}
