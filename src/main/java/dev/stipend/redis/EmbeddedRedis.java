package dev.stipend.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A real redis-server as a child of this process, with its data in a folder.
 *
 * <p>It hangs on a leash: a shell between the two holds the reading end of a pipe whose writing end
 * only this process has. However this process ends, be it by SIGKILL, the pipe ends too, and the
 * shell then ends the server in the way that loses nothing. The leash runs in a session of its own,
 * because the terminal sends Ctrl-C to everybody in a session, and the gateway must drain first.
 */
public final class EmbeddedRedis implements AutoCloseable {

  /** Standard input is kept as 3, since a shell takes it away from what runs in the background. */
  private static final String LEASH =
      """
      umask 077
      trap '' INT HUP QUIT
      exec 3<&0
      "$@" </dev/null 3<&- &
      server=$!
      {
        read -r _ <&3
        kill -TERM $server
        waited=0
        while [ $waited -lt 10 ] && kill -0 $server 2>/dev/null; do
          sleep 1
          waited=$((waited + 1))
        done
        kill -KILL $server
      } 2>/dev/null &
      watch=$!
      wait $server
      code=$?
      kill -KILL $watch 2>/dev/null
      exit $code
      """;

  private static final int STARTS_MAX = 5;
  private static final int PASSWORD_BYTES = 24;
  private static final Duration READY_MAX = Duration.ofSeconds(10);
  private static final Duration LOADING_MAX = Duration.ofMinutes(5);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(15);

  private final RedisHome home;
  private final Process leash;
  private final RedisProbe server;

  private EmbeddedRedis(RedisHome home, Process leash, RedisProbe server) {
    this.home = home;
    this.leash = leash;
    this.server = server;
  }

  /**
   * Starts it and waits until it answers; blocks meanwhile.
   *
   * @param folder its own; made if it is not there
   * @throws EmbeddedRedisException if there is no redis-server here, the folder is in use, or it
   *     does not come up
   */
  public static EmbeddedRedis start(Path folder) {
    try {
      RedisHome home = RedisHome.open(folder);
      try {
        return start(home);
      } catch (RuntimeException | IOException e) {
        home.close();
        throw e;
      }
    } catch (IOException e) {
      throw new EmbeddedRedisException("Redis cannot use the folder " + folder, e);
    }
  }

  /** The URL of the one that another process of the same user runs in this folder, if any. */
  public static Optional<String> running(Path folder) {
    try {
      return RedisHome.earlierServer(folder)
          .filter(server -> server.ping() == RedisProbe.Answer.READY)
          .map(EmbeddedRedis::url);
    } catch (IOException e) {
      throw new EmbeddedRedisException("Redis cannot use the folder " + folder, e);
    }
  }

  /** Holds the password: for the client, never for a log. */
  public String url() {
    return url(server);
  }

  private static String url(RedisProbe server) {
    return "redis://:" + server.password() + "@127.0.0.1:" + server.port();
  }

  /** Completes with the exit code when the server has ended, whether by {@link #close} or not. */
  public CompletionStage<Integer> exited() {
    return leash.onExit().thenApply(Process::exitValue);
  }

  /** Ends it and waits until it is gone; doing so again does nothing. */
  @Override
  public void close() {
    end(leash);
    try {
      home.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "EmbeddedRedis[port=" + server.port() + "]";
  }

  private static EmbeddedRedis start(RedisHome home) throws IOException {
    RedisBinary binary = RedisBinary.find(home.folder());
    Files.deleteIfExists(home.log());
    for (int i = 0; i < STARTS_MAX; i++) {
      RedisProbe server = new RedisProbe(freePort(), password());
      Path configuration = home.writeConfiguration(server);
      Process leash = launch(home, binary, configuration);
      boolean ready = false;
      try {
        home.writeLeash(leash.toHandle());
        ready = awaitReady(leash, server);
      } finally {
        if (!ready) {
          end(leash);
        }
      }
      if (ready) {
        return new EmbeddedRedis(home, leash, server);
      }
    }
    throw new EmbeddedRedisException("Redis did not start; it says why in " + home.log());
  }

  private static Process launch(RedisHome home, RedisBinary binary, Path configuration)
      throws IOException {
    List<String> command = new ArrayList<>();
    setsid().ifPresent(command::add);
    command.addAll(List.of("sh", "-c", LEASH, "stipend-redis-leash"));
    command.addAll(List.of(binary.command(), configuration.toString()));
    return new ProcessBuilder(command)
        .directory(home.folder().toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log().toFile()))
        .start();
  }

  /** Without it the server runs just as well, but Ctrl-C ends it before the gateway has drained. */
  private static Optional<String> setsid() {
    for (String folder : List.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin")) {
      Path file = Path.of(folder, "setsid");
      if (Files.isExecutable(file)) {
        return Optional.of(file.toString());
      }
    }
    return Optional.empty();
  }

  /** False if it ended, as it does when somebody else took the port in between. */
  private static boolean awaitReady(Process leash, RedisProbe server) {
    long begin = System.nanoTime();
    Duration patience = READY_MAX;
    while (System.nanoTime() - begin < patience.toNanos()) {
      if (!leash.isAlive()) {
        return false;
      }
      switch (server.ping()) {
        case READY -> {
          return true;
        }
        case LOADING -> patience = LOADING_MAX;
        case NOBODY, SILENT, STRANGER -> {}
      }
      RedisHome.pause();
    }
    throw new EmbeddedRedisException(
        "Redis did not answer within " + patience.toSeconds() + " seconds after its start.");
  }

  private static void end(Process leash) {
    try {
      leash.getOutputStream().close();
      if (!leash.waitFor(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        leash.destroyForcibly();
      }
    } catch (IOException e) {
      leash.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static String password() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
