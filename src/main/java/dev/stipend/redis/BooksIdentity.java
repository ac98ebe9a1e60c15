package dev.stipend.redis;

import dev.stipend.ledger.BooksLostException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
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

  private static Future<?> begun(RedisLink redis, BooksIdentity candidate, @Nullable String known) {
    return known == null
        ? redis.send(Command.SET, RedisKeys.IDENTITY, candidate.text(), "NX")
        : Future.succeededFuture();
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
    return space >= 0 && (known == null || found.id().equals(known))
        ? Future.succeededFuture(found)
        : Future.failedFuture(lost(known == null ? "with an id" : known, told, wayOut));
  }

  static BooksLostException lost(String known, String told, String wayOut) {
    return new BooksLostException(
        "This Redis does not hold the books %s, but %s: nothing is bought. Bring those books back, or"
                .formatted(known, told.isEmpty() ? "none" : told.substring(told.indexOf(' ') + 1))
            + " correct the address of Redis; to begin new books on purpose, "
            + wayOut);
  }

  static String text(@Nullable Response told) {
    return told == null ? "" : told.toString();
  }

  /** As Redis keeps it. */
  String text() {
    return owner + " " + id;
  }
}
