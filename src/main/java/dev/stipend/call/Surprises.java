package dev.stipend.call;

import dev.stipend.budget.Stop;
import dev.stipend.catalog.Operation;
import dev.stipend.treasury.Stops;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers that are not what we trust. Each is told; a route that makes too many of them within an
 * hour is stopped, at every gateway, until an operator has looked.
 */
public final class Surprises {

  private static final Logger LOG = LoggerFactory.getLogger(Surprises.class);
  private static final int DETAIL_MAX = 120;

  private final Stops stops;
  private final int most;
  private final CallObserver observer;

  /**
   * Counts in the books.
   *
   * @param most how many within an hour stop a route
   */
  public Surprises(Stops stops, int most, CallObserver observer) {
    this.stops = stops;
    this.most = most;
    this.observer = observer;
  }

  /** The call has its answer whether or not this could be counted: nothing is signed for it. */
  void note(Operation operation, String kind, String detail) {
    LOG.atError()
        .addKeyValue("kind", kind)
        .addKeyValue("detail", detail)
        .addKeyValue("route", operation.id())
        .log("the seller's offer is not one we trust; nothing was signed");
    observer.surprised(kind);
    Stop.Route route = new Stop.Route(operation.model(), operation.name());
    stops
        .surprised(route, kind + ": " + line(detail), most)
        .onSuccess(stopped -> tell(operation, stopped))
        .onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("reason", failure.toString())
                    .log("a surprise could not be counted"));
  }

  private static void tell(Operation operation, boolean stopped) {
    if (stopped) {
      LOG.atError()
          .addKeyValue("route", operation.id())
          .log("a route is stopped until an operator has looked at its offers");
    }
  }

  /** What a seller writes is kept short, and in one line. */
  private static String line(String detail) {
    String line = detail.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= DETAIL_MAX ? line : line.substring(0, DETAIL_MAX);
  }
}
