package dev.stipend.treasury;

import dev.stipend.budget.Ceilings;
import dev.stipend.budget.Stop;
import dev.stipend.ledger.Ledger;
import dev.stipend.money.Money;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees how the treasury stands, and tells when less is free than there should be. */
public final class TreasuryWatch {

  private static final Logger LOG = LoggerFactory.getLogger(TreasuryWatch.class);
  private static final String FLOOR = "floor";

  private final Ledger ledger;
  private final Outflow outflow;
  private final Stops stops;
  private final Bounds bounds;
  private volatile boolean mayBeBelow = true;

  public TreasuryWatch(Ledger ledger, Outflow outflow, Stops stops, Bounds bounds) {
    this.ledger = ledger;
    this.outflow = outflow;
    this.stops = stops;
    this.bounds = bounds;
  }

  /** How the treasury stands now. */
  public Future<Standing> look() {
    return Future.all(ledger.balances(), outflow.rates(), stops.standing())
        .map(all -> new Standing(all.resultAt(0), all.resultAt(1), all.resultAt(2), bounds));
  }

  /**
   * The same; tells once, of however many gateways, when the floor is broken, and when it holds.
   */
  public Future<Standing> watch() {
    return look().compose(standing -> tell(standing).map(standing));
  }

  private Future<?> tell(Standing standing) {
    if (!standing.isBelowFloor()) {
      boolean hasToSay = mayBeBelow;
      return hasToSay
          ? stops.over(FLOOR).onSuccess(told -> mayBeBelow = false)
          : Future.succeededFuture();
    }
    mayBeBelow = true;
    String reason =
        "%s are free, less than the floor of %s"
            .formatted(Accounts.dollars(standing.free()), bounds.floor().orElseThrow());
    return stops
        .alarm(FLOOR, reason)
        .onSuccess(
            isNew -> {
              if (isNew) {
                LOG.atError().addKeyValue("reason", reason).log("the treasury is below its floor");
              }
            });
  }

  /**
   * What the operator wants held.
   *
   * @param floor what should always be free
   */
  public record Bounds(Optional<Money> floor, Ceilings ceilings) {}

  /** How the treasury stands. */
  public record Standing(
      Map<String, Long> balances, Outflow.Rates rates, List<Stop> stops, Bounds bounds) {

    /** Below zero where more left than was free: rebuilt, or by another hand. */
    public long free() {
      return Accounts.free(balances);
    }

    public boolean isBelowFloor() {
      return bounds.floor().map(floor -> free() < floor.micros()).orElse(false);
    }

    public boolean isPaused() {
      return stops.stream().anyMatch(stop -> stop.target() instanceof Stop.Everything);
    }

    /** How many hours the free money lasts as it flowed lately; -1 where nothing flows. */
    public long runwayHours() {
      return rates.runwayHours(Money.ofMicros(Math.max(0, free())));
    }
  }
}
