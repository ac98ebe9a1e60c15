package dev.stipend.chain;

/**
 * The endpoint answered, but it serves another chain or another token than the one that is paid.
 */
public final class ForeignChainException extends ChainException {

  private static final long serialVersionUID = 1L;

  ForeignChainException(String message) {
    super(message);
  }
}
