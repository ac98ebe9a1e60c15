package dev.stipend.upload;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a team knows of a content.
 *
 * @param turn how often it was begun to be bought anew, after what was bought before had died
 * @param stored where it lies; absent as long as it was not sent
 */
public record KnownFile(int turn, @Nullable Stored stored) {

  static final KnownFile NEW = new KnownFile(1, null);

  /** The next one to buy: what was bought is of no use any more. */
  KnownFile next() {
    return new KnownFile(turn + 1, null);
  }

  KnownFile with(Stored where) {
    return new KnownFile(turn, where);
  }

  /**
   * Where it lies.
   *
   * @param confirmed whether the seller took the confirmation
   */
  public record Stored(String uploadId, URI link, Instant at, boolean confirmed) {

    boolean isOlderThan(Duration life, Instant now) {
      return !now.isBefore(at.plus(life));
    }

    Stored confirmedNow() {
      return new Stored(uploadId, link, at, true);
    }
  }
}
