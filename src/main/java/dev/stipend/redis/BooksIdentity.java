package dev.stipend.redis;

import dev.stipend.ledger.BooksLostException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which books: whose money they are about, and the random id they were born with.
 *
 * <p>Play money must never pass for real money: books that were begun with the sandbox are refused
 * to a real seller, and the other way round. And books that have vanished must never pass for new
 * ones: those know no limits, so that every team might spend all that the wallet holds. Therefore
 * whoever has seen an id begins no books any more, and uses no others.
 *
 * @param owner {@code sandbox}, or the network that is paid on
 */
public record BooksIdentity(String owner, String id) {

  /**
   * Finds the books of this Redis, and holds the link to them from now on.
   *
   * @param candidate the identity of books begun now, if they must be
   * @param known what was seen of these books before; null if nothing was
   * @param wayOut what to do to begin anew on purpose, for the sentence that refuses
   */
  public static Future<BooksIdentity> claim(
      RedisLink redis, BooksIdentity candidate, @Nullable String known, String wayOut) {
    return begun(redis, candidate, known)
        .compose(told -> redis.send(Command.GET, RedisKeys.IDENTITY))
        .compose(told -> accepted(text(told), candidate.owner(), known, wayOut))
        .onSuccess(found -> redis.holdTo(found, wayOut));
  }

  /**
   * Teams and API keys are made on books that are there already. Where there are some, books that
   * are missing were lost: in a cluster they lie on different nodes.
   */
  private static Future<?> begun(RedisLink redis, BooksIdentity candidate, @Nullable String known) {
    if (known != null) {
      return Future.succeededFuture();
    }
    return Future.all(
            redis.send(Command.SCARD, RedisKeys.TEAMS),
            redis.send(Command.SCARD, RedisKeys.API_KEYS))
        .compose(
            both ->
                both.<Response>resultAt(0).toLong() + both.<Response>resultAt(1).toLong() > 0
                    ? Future.succeededFuture()
                    : redis.send(Command.SET, RedisKeys.IDENTITY, candidate.text(), "NX"));
  }

  /** The books of this Redis, whosever they are; without them, nothing. */
  public static Future<Optional<BooksIdentity>> find(RedisLink redis) {
    return redis
        .send(Command.GET, RedisKeys.IDENTITY)
        .map(
            told -> {
              String text = text(told);
              int space = text.indexOf(' ');
              return space < 0
                  ? Optional.empty()
                  : Optional.of(
                      new BooksIdentity(text.substring(0, space), text.substring(space + 1)));
            });
  }

  private static Future<BooksIdentity> accepted(
      String told, String owner, @Nullable String known, String wayOut) {
    int space = told.indexOf(' ');
    String toldOwner = space < 0 ? told : told.substring(0, space);
    if (space >= 0 && !toldOwner.equals(owner)) {
      return Future.failedFuture(
          new IllegalStateException(
              "the books in this Redis are of "
                  + toldOwner
                  + ", but the configuration is for "
                  + owner
                  + ": use another Redis or another data folder"));
    }
    BooksIdentity found = new BooksIdentity(owner, told.substring(space + 1));
    if (space >= 0 && (known == null || found.id().equals(known))) {
      return Future.succeededFuture(found);
    }
    return Future.failedFuture(
        known == null
            ? lost("that its teams and API keys belong to", told, "empty this Redis.")
            : lost(known, told, wayOut));
  }

  static BooksLostException lost(String known, String told, String wayOut) {
    String there = told.isEmpty() ? "none" : told.substring(told.indexOf(' ') + 1);
    return new BooksLostException(
        ("This Redis does not hold the books %s, but %s: nothing is bought. Bring those books back, or"
                + " correct the address of Redis; %s on purpose, %s")
            .formatted(
                known,
                there,
                told.isEmpty() ? "to begin new ones" : "to use what is there",
                wayOut));
  }

  static String text(@Nullable Response told) {
    return told == null ? "" : told.toString();
  }

  /** As Redis keeps it. */
  String text() {
    return owner + " " + id;
  }
}
