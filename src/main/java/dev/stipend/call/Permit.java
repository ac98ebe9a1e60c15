package dev.stipend.call;

import io.vertx.core.Future;

/**
 * What stands between a reservation and its payment. Asked for once the money is held; where it
 * fails, the money is given back and nothing is paid.
 */
interface Permit {

  /** What may be paid for, in its final form. Asked again, it answers the same. */
  Future<Purchase> ask(Purchase reserved);
}
