package dev.stipend.job;

/** What was downloaded is neither a picture nor a clip of a kind that is served. */
public final class UnknownMediaType extends RuntimeException {

  private static final long serialVersionUID = 1;

  public UnknownMediaType() {
    super("the content is of no media type that is kept");
  }
}
