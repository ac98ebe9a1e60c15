package dev.stipend.chain;

/** A reading of the chain that did not succeed, so that nothing is known. */
public sealed class ChainException extends RuntimeException
    permits ForeignChainException, RefusedException, RestingException {

  private static final long serialVersionUID = 1L;

  ChainException(String message) {
    super(message);
  }
}
