package dev.stipend.chain;

/** The endpoint answered that it will not, or answered too much: a smaller question may pass. */
final class RefusedException extends ChainException {

  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
