package dev.stipend.treasury;

import dev.stipend.budget.Stop;
import dev.stipend.ledger.Page;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may not be paid at the moment, by order of an operator or of the gateway itself. Whatever is
 * stopped here is neither reserved nor authorized by any gateway from that moment on.
 */
public interface Stops {

  /** Answers false, and changes nothing, when it was stopped before. */
  Future<Boolean> stop(Stop.Target target, String by, String reason);

  /** Answers false when it was not stopped. */
  Future<Boolean> lift(Stop.Target target, String by, String reason);

  Future<List<Stop>> standing();

  /** Counts an offer that was not trusted. Answers whether the route was stopped by it. */
  Future<Boolean> surprised(Stop.Route route, String reason, int surprisesMax);

  /** Tells operators something, once until it is {@linkplain #over over}. Answers whether now. */
  Future<Boolean> alarm(String subject, String reason);

  /** What was told by {@link #alarm} is no longer so. */
  Future<Void> over(String subject);

  /** Tells operators what one of them decided. */
  Future<Void> decided(String subject, String by, String reason);

  /** What operators were told, oldest first. */
  Future<Page<Notice>> notices(int count, @Nullable String after);
}
