package dev.stipend.api;

import dev.stipend.money.Money;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** {@code X-Max-Cost-Usd}: what a client wants to spend on this one call at most. */
final class PriceMaxHeader {

  private static final String NAME = "X-Max-Cost-Usd";

  private PriceMaxHeader() {}

  /** One that cannot be read is refused: who sends it relies on it. */
  static Optional<Money> read(RoutingContext context) {
    List<String> values = context.request().headers().getAll(NAME);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (values.size() == 1) {
        return Optional.of(Money.parseDollars(values.getFirst().strip()));
      }
    } catch (IllegalArgumentException e) {
      throw refusal();
    }
    throw refusal();
  }

  private static ProblemException refusal() {
    return new ProblemException(
        Problem.of(ProblemCode.INVALID_BODY, "The header " + NAME + " is no amount in dollars.")
            .help("Send it once, with at most six decimals, such as 0.25, or leave it out.")
            .param(NAME));
  }
}
