package dev.stipend.chain;

/** The endpoint failed too often in a row, and is not asked for a while. */
final class RestingException extends ChainException {

  private static final long serialVersionUID = 1L;

  RestingException() {
    super("the chain's endpoint failed several times in a row and is left alone for a moment");
  }
}
