package dev.stipend.ledger;

import io.vertx.core.Future;
import java.time.YearMonth;

/** How months leave the books, so that these stay as large as they are now. */
public interface Archive {

  /** Notes that all rows of a month were written to a file. */
  Future<Void> exported(YearMonth month, Export export);

  /**
   * Takes the rows of an exported month, and the spends that were reserved in it, out of the books.
   * What they came to stays. Safe to repeat after a crash, which finishes it.
   */
  Future<PruneOutcome> prune(YearMonth month);
}
