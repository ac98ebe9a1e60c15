package dev.stipend.treasury;

import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Books what came into the treasury. Each step is one atomic change that is safe to repeat. */
public interface FundingBooks {

  /** Empty until the books are opened. */
  Future<Optional<FundingSearch>> search();

  /**
   * Opens the books with what the wallet had after this block. Answers what was booked: zero if the
   * books are open, or know of funding, already.
   */
  Future<Money> open(Address wallet, Money balance, long block);

  /**
   * Books those of the deposits that are not booked yet, and that these blocks were searched.
   * Answers what was booked.
   */
  Future<Money> fund(List<Deposit> deposits, long first, long last);
}
