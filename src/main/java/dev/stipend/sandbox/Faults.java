package dev.stipend.sandbox;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The switchboard: which misbehaviour is armed, and for how many more requests. May be used from
 * any thread.
 */
public final class Faults {

  /** As a number of times: for every matching request until {@link #clear()}. */
  public static final int UNTIL_CLEARED = Integer.MAX_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private final Map<Fault, Armed> armed = new EnumMap<>(Fault.class);
  private Runnable onClear = () -> {};

  Faults() {}

  /** For the next matching request. */
  public void arm(Fault fault) {
    arm(fault, 1);
  }

  /** For the next matching requests. */
  public void arm(Fault fault, int times) {
    arm(fault, times, Map.of());
  }

  /** For the next matching requests, with what the fault's description names as parameters. */
  public synchronized void arm(Fault fault, int times, Map<String, String> parameters) {
    if (times < 1) {
      throw new IllegalArgumentException("times must be at least 1: " + times);
    }
    armed.put(fault, new Armed(times, Map.copyOf(parameters)));
    LOG.debug("fault armed: {} times={}", fault.label(), times);
  }

  /** Nothing is armed any more, and what a fault changed for good is undone. */
  public synchronized void clear() {
    armed.clear();
    onClear.run();
    LOG.debug("faults cleared");
  }

  synchronized void onClear(Runnable action) {
    Runnable before = onClear;
    onClear =
        () -> {
          before.run();
          action.run();
        };
  }

  /** Uses the fault up once. */
  Optional<Armed> take(Fault fault) {
    return take(fault, "");
  }

  /** Uses the fault up once, unless it was armed {@code on} requests of another kind. */
  synchronized Optional<Armed> take(Fault fault, String kind) {
    Armed found = armed.get(fault);
    if (found == null || !found.text("on", kind).equals(kind)) {
      return Optional.empty();
    }
    if (found.times() == 1) {
      armed.remove(fault);
    } else if (found.times() != UNTIL_CLEARED) {
      armed.put(fault, new Armed(found.times() - 1, found.parameters()));
    }
    LOG.debug("fault fires: {}", fault.label());
    return Optional.of(found);
  }

  boolean fires(Fault fault) {
    return take(fault).isPresent();
  }

  synchronized Optional<Armed> peek(Fault fault) {
    return Optional.ofNullable(armed.get(fault));
  }

  /** How often still, and how. */
  record Armed(int times, Map<String, String> parameters) {

    String text(String name, String otherwise) {
      return parameters.getOrDefault(name, otherwise);
    }

    /** A parameter that is not a number counts as not given. */
    long number(String name, long otherwise) {
      String text = parameters.get(name);
      if (text == null || !text.matches("[0-9]{1,15}")) {
        return otherwise;
      }
      return Long.parseLong(text);
    }
  }
}
