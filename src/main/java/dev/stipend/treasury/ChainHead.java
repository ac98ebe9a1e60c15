package dev.stipend.treasury;

/**
 * A block's number and its own clock, in seconds since 1970: the only clock by which an
 * authorization dies.
 */
public record ChainHead(long number, long timeSeconds) {

  public ChainHead {
    if (number < 0 || timeSeconds < 0) {
      throw new IllegalArgumentException("a block has a number and a time, neither negative");
    }
  }
}
