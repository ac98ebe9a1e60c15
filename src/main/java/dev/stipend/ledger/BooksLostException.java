package dev.stipend.ledger;

/**
 * The books that are there are not those that are meant, or there are none. Nothing was changed,
 * and nothing may be bought until somebody has looked: empty books know no limits.
 */
public final class BooksLostException extends BooksUnavailableException {

  private static final long serialVersionUID = 1;

  /** Says what is missing, and the way out. */
  public BooksLostException(String message) {
    super(message);
  }
}
