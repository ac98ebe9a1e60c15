package dev.stipend.call;

/** A call is not paid because another one, which is bought together with it, is not. */
public final class WithheldException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public WithheldException() {
    super("what is bought together with it is not", null, false, false);
  }
}
