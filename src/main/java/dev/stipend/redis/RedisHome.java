package dev.stipend.redis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of one embedded Redis, held by one process at a time.
 *
 * <p>A gateway that was killed leaves its Redis behind for a moment. Nothing is written here before
 * that one is gone: two of them would both append to one file.
 */
final class RedisHome implements AutoCloseable {

  private static final Duration GOODBYE_MAX = Duration.ofSeconds(15);
  private static final Pattern PORT = Pattern.compile("(?m)^port (\\d{1,5})$");
  private static final Pattern PASSWORD = Pattern.compile("(?m)^requirepass (\\S+)$");
  private static final long POLL_MILLIS = 20;

  private final Path folder;
  private final FileChannel lock;

  private RedisHome(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  static RedisHome open(Path given) throws IOException {
    Path folder = Files.createDirectories(given).toRealPath();
    RedisHome home = new RedisHome(folder, lock(folder));
    try {
      home.awaitLeash();
      home.endStranded();
      return home;
    } catch (RuntimeException | IOException e) {
      home.close();
      throw e;
    }
  }

  Path folder() {
    return folder;
  }

  Path log() {
    return folder.resolve("redis.log");
  }

  /** Writes the server's configuration, which no one else may read. */
  Path writeConfiguration(RedisProbe server) throws IOException {
    String text =
        """
        # Written anew at every start of Stipend.
        bind 127.0.0.1
        port %d
        protected-mode yes
        requirepass %s
        daemonize no
        dir "%s"
        logfile ""
        loglevel warning
        appendonly yes
        appendfsync always
        aof-load-truncated yes
        save ""
        maxmemory-policy noeviction
        """
            .formatted(server.port(), server.password(), quoted(folder));
    Path draft =
        Files.createTempFile(
            folder,
            "redis",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, text);
    return Files.move(
        draft,
        configuration(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Remembers who ends the server, by number and start, since numbers are given again. */
  void writeLeash(ProcessHandle leash) throws IOException {
    String start = leash.info().startInstant().map(Instant::toString).orElse("");
    Files.writeString(leashFile(), leash.pid() + " " + start + "\n");
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw inUse(folder);
    }
    channel.close();
    throw inUse(folder);
  }

  private static EmbeddedRedisException inUse(Path folder) {
    return new EmbeddedRedisException(
        "Another Stipend is running on the data in "
            + folder
            + ". Stop it, or give this one another data folder (data, or STIPEND_DATA).");
  }

  private void awaitLeash() throws IOException {
    if (Files.notExists(leashFile())) {
      return;
    }
    String[] words = Files.readString(leashFile()).strip().split(" ");
    Optional<ProcessHandle> leash =
        words.length == 2 && words[0].matches("\\d{1,18}")
            ? ProcessHandle.of(Long.parseLong(words[0]))
                .filter(process -> startOf(process).equals(words[1]))
            : Optional.empty();
    if (leash.isPresent() && !ends(leash.get())) {
      throw new EmbeddedRedisException(
          "The Redis of an earlier run still writes to "
              + folder
              + " and does not end. End process "
              + leash.get().pid()
              + " and its child, then start again.");
    }
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static boolean ends(ProcessHandle process) {
    long begin = System.nanoTime();
    while (isRunning(process)) {
      if (System.nanoTime() - begin > GOODBYE_MAX.toNanos()) {
        return false;
      }
      pause();
    }
    return true;
  }

  /**
   * A dead orphan stays in the table until the first process of the machine collects it, which in a
   * container may be never. It has no command any more.
   */
  static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  /** One whose leash was killed too knows its password still, and is told to go. */
  private void endStranded() throws IOException {
    Optional<RedisProbe> earlier = earlierServer(folder);
    if (earlier.isEmpty()) {
      return;
    }
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < GOODBYE_MAX.toNanos()) {
      switch (earlier.get().ping()) {
        case NOBODY, STRANGER -> {
          return;
        }
        case READY -> earlier.get().shutdown();
        case LOADING, SILENT -> pause();
      }
    }
    throw new EmbeddedRedisException(
        "The Redis of an earlier run still listens on port "
            + earlier.get().port()
            + " and does not end. End it, then start again.");
  }

  /** By the configuration that it was started with. */
  static Optional<RedisProbe> earlierServer(Path folder) throws IOException {
    Path configuration = folder.resolve("redis.conf");
    if (Files.notExists(configuration)) {
      return Optional.empty();
    }
    String text = Files.readString(configuration);
    Matcher port = PORT.matcher(text);
    Matcher password = PASSWORD.matcher(text);
    return port.find() && password.find()
        ? Optional.of(new RedisProbe(Integer.parseInt(port.group(1)), password.group(1)))
        : Optional.empty();
  }

  static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedRedisException("Interrupted while waiting for Redis", e);
    }
  }

  private static String quoted(Path path) {
    return path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private Path configuration() {
    return folder.resolve("redis.conf");
  }

  private Path leashFile() {
    return folder.resolve("leash");
  }
}
