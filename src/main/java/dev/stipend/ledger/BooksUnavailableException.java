package dev.stipend.ledger;

/**
 * What is kept cannot be read or written at the moment. What was being changed may have changed all
 * the same.
 */
public class BooksUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public BooksUnavailableException(Throwable cause) {
    super(cause.toString(), cause);
  }

  BooksUnavailableException(String message) {
    super(message);
  }
}
