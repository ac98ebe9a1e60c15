package dev.stipend;

/**
 * A moment at which a gateway dies, as the world around it sees it: the n-th time something passes
 * between the two.
 *
 * @param step a script or a command of Redis, or what is said to the seller or to a client
 */
record Moment(String step, When when, int nth) {

  /** On which side of the step. */
  enum When {
    /** It never reaches the other side. */
    BEFORE,
    /** It does, and nobody is left when the other side is done. */
    DURING,
    /** The other side has done it, and its answer reaches nobody. */
    AFTER
  }

  String place() {
    return when + " " + step;
  }
}
