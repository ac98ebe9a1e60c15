package dev.stipend;

import dev.stipend.config.Config;
import dev.stipend.config.RedisSettings;
import dev.stipend.config.SettingNames;
import dev.stipend.ledger.BooksLostException;
import dev.stipend.redis.BooksIdentity;
import dev.stipend.redis.RedisLink;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, in a file of the data folder, the id of the books that were used: a Redis that has
 * lost them is not taken for a new one. Whoever deletes the file begins anew on purpose; with it,
 * the sandbox's whole data folder goes.
 */
final class BooksMemory {

  private static final Logger LOG = LoggerFactory.getLogger(BooksMemory.class);
  private static final int ID_BYTES = 16;
  private static final String PINNED = "redisBooksId";

  private final Config config;
  private final SecureRandom random;
  private final Path file;

  BooksMemory(Config config, SecureRandom random) {
    this.config = config;
    this.random = random;
    this.file = config.local().data().resolve("books.id");
  }

  /** Begins the books, or finds them again; fails on any others than those seen before. */
  Future<Void> claim(RedisLink redis) {
    BooksIdentity candidate = candidate();
    return BooksIdentity.claim(redis, candidate, known(), wayOut())
        .map(
            found -> {
              tell(found.equals(candidate), found.id());
              if (!found.id().equals(remembered())) {
                remember(found.id());
              }
              return null;
            });
  }

  /**
   * For who works on books that are there: begins none and remembers none, but uses only those that
   * are meant. A Redis in the data folder holds those of this folder; of any other nobody knows
   * whose they are who has not seen them before.
   */
  Future<Void> hold(RedisLink redis) {
    String known = known();
    return known == null
        ? BooksIdentity.find(redis).compose(found -> holdUnseen(redis, found))
        : BooksIdentity.claim(redis, candidate(), known, wayOut()).mapEmpty();
  }

  private Future<Void> holdUnseen(RedisLink redis, Optional<BooksIdentity> found) {
    if (found.isEmpty()) {
      return Future.failedFuture(
          new BooksLostException(
              "there are no books in this Redis, they are begun when a gateway first starts: is "
                  + (isOutside() ? "its address" : "the data folder")
                  + " right?"));
    }
    if (isOutside()) {
      return Future.failedFuture(
          new BooksLostException(
              ("nothing tells which books are meant: %s is not set, and there is no file %s. This"
                      + " Redis holds the books %s of %s: if they are meant, set %s to this id")
                  .formatted(
                      SettingNames.variable(PINNED),
                      file,
                      found.get().id(),
                      found.get().owner(),
                      SettingNames.variable(PINNED))));
    }
    return BooksIdentity.claim(redis, candidate(), found.get().id(), wayOut()).mapEmpty();
  }

  private BooksIdentity candidate() {
    String owner = config.upstream().isSandbox() ? "sandbox" : config.treasury().chain().network();
    return new BooksIdentity(owner, newId());
  }

  private @Nullable String known() {
    return pinned().isPresent() ? pinned().get() : remembered();
  }

  private Optional<String> pinned() {
    return config.redis() instanceof RedisSettings.External external
        ? external.booksId()
        : Optional.empty();
  }

  /** Whether somebody else keeps Redis: then the data folder may not live as long. */
  private boolean isOutside() {
    return config.redis() instanceof RedisSettings.External;
  }

  private void tell(boolean begun, String id) {
    if (begun && isOutside()) {
      LOG.atWarn()
          .addKeyValue("books", id)
          .log(
              "new books were begun, with no limits: if there were others before, stop now; set "
                  + SettingNames.variable(PINNED)
                  + " to this id so that no others are ever used");
    } else {
      LOG.atDebug().addKeyValue("books", id).log("the books are there");
    }
  }

  private String wayOut() {
    return "stop every gateway, remove "
        + (pinned().isPresent() ? "the setting " + PINNED + " and " : "")
        + "the file "
        + file
        + " of each, and start again.";
  }

  private @Nullable String remembered() {
    try {
      if (Files.notExists(file)) {
        return null;
      }
      String id = Files.readString(file).strip();
      if (!id.matches("[0-9a-f]{32}")) {
        throw new IllegalStateException(
            file + " must hold the 32 hexadecimal digits of the books' id");
      }
      return id;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void remember(String id) {
    try {
      Path folder =
          Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
      Files.createDirectories(folder);
      // Written aside and moved: a file that is there is whole.
      Path aside = Files.createTempFile(folder, "books.id", ".new");
      OnDisk.write(aside, id + "\n");
      OnDisk.move(aside, file);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private UncheckedIOException unusable(IOException e) {
    return new UncheckedIOException(
        "the file %s cannot be read or written (%s): is the data folder right?"
            .formatted(file, e.getClass().getSimpleName()),
        e);
  }

  private String newId() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
