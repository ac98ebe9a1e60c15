package dev.stipend.redis;

import dev.stipend.ledger.BooksLostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a link to one set of books. Every script of the books carries their identity and refuses
 * any others by itself; what is remembered here only spares further questions, and tells people.
 *
 * <p>Without an identity, only books without one can be used: such never belong to a gateway.
 */
final class BooksGuard {

  private static final Logger LOG = LoggerFactory.getLogger(BooksGuard.class);

  /** How a script says that it found other books, or none. */
  private static final String REFUSAL = "OTHERBOOKS ";

  private volatile Held held = new Held("", "without an id", "");
  private volatile String found = "";

  void hold(BooksIdentity identity, String wayOut) {
    held = new Held(identity.text(), identity.id(), wayOut);
    found = identity.text();
  }

  /** What each script is given as its last argument. */
  String identity() {
    return held.identity();
  }

  boolean isLost() {
    return !found.equals(held.identity());
  }

  BooksLostException failure() {
    Held meant = held;
    return BooksIdentity.lost(meant.id(), found, meant.wayOut());
  }

  /** Takes in which books there are; empty: none. What changes with it is told once. */
  synchronized void learn(String told) {
    boolean before = isLost();
    found = told;
    if (isLost() && !before) {
      LOG.atError().log(failure().getMessage());
    } else if (before && !isLost()) {
      LOG.atWarn().addKeyValue("books", held.id()).log("the books are back");
    }
  }

  static boolean isRefusal(Throwable failure) {
    return String.valueOf(failure.getMessage()).startsWith(REFUSAL.strip());
  }

  void learn(Throwable refusal) {
    String text = String.valueOf(refusal.getMessage());
    learn(text.length() > REFUSAL.length() ? text.substring(REFUSAL.length()) : "");
  }

  private record Held(String identity, String id, String wayOut) {}
}
