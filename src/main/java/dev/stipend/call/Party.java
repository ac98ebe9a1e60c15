package dev.stipend.call;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * A call that is bought together with others, all or none: each is reserved before the first is
 * paid. Both steps may be asked for again and then change nothing.
 */
public interface Party {

  /** A call on its own. */
  Party ALONE =
      new Party() {
        @Override
        public Future<Void> reserved() {
          return Future.succeededFuture();
        }

        @Override
        public Future<Purchase> ready(Purchase reserved) {
          return Future.succeededFuture(reserved);
        }
      };

  /**
   * The money is held. Fails, with {@link WithheldException}, where another's could not be: then
   * this one's is given back.
   */
  Future<Void> reserved();

  /** Nobody else can buy this call any more. Answers what is paid for, in its final form. */
  Future<Purchase> ready(Purchase reserved);

  /** Whether it counts among the calls that may begin within a minute. */
  default boolean isCounted() {
    return true;
  }

  /** For how much longer than alone the money may have to be held until it is paid. */
  default Duration patience() {
    return Duration.ZERO;
  }
}
