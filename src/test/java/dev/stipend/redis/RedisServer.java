package dev.stipend.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of the machine's own redis-server or redis-sentinel, on loopback; it can die and come back.
 */
public final class RedisServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int PORT_MIN = 20_000;
  private static final int PORTS = 10_000;

  /** A cluster's nodes talk to each other on a second port, which is so much higher. */
  private static final int BUS = 10_000;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String program;
  private final Path folder;
  private final int port;
  private Process process;

  private RedisServer(String program, Path folder, int port, List<String> settings)
      throws IOException {
    this.program = program;
    this.folder = folder;
    this.port = port;
    List<String> lines = new ArrayList<>(settings);
    lines.add("port " + port);
    lines.add("bind 127.0.0.1");
    lines.add("dir " + folder.toAbsolutePath());
    Files.write(folder.resolve("redis.conf"), lines);
    this.process = launch();
  }

  /** Whether Debian's packages redis-server, redis-sentinel and redis-tools are there. */
  public static boolean isInstalled() {
    return Stream.of("redis-server", "redis-sentinel", "redis-cli").allMatch(RedisServer::isOnPath);
  }

  /** From 7.2 on; Debian 12 has 7.0. */
  static boolean knowsWaitAof() {
    Matcher version =
        Pattern.compile("v=(\\d+)\\.(\\d+)").matcher(run(List.of("redis-server", "--version")));
    return version.find()
        && 100 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2)) >= 702;
  }

  public static RedisServer start(String... settings) {
    return start("redis-server", settings);
  }

  public static RedisServer sentinel(String... settings) {
    return start("redis-sentinel", settings);
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** What redis-cli prints. */
  public String cli(String... words) {
    List<String> command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
    command.addAll(List.of(words));
    return run(command);
  }

  /** As the machine ends it when there is no memory left, or the power is. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** The same server, with the data it left behind. */
  public void restart() {
    try {
      process = launch();
      awaitAnswer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops or continues it without its knowing, as a machine that hangs does. */
  public void signal(String name) {
    run(List.of("kill", "-" + name, Long.toString(process.pid())));
  }

  @Override
  public void close() {
    kill();
  }

  static String run(List<String> command) {
    try {
      Process ran = new ProcessBuilder(command).redirectErrorStream(true).start();
      ran.getOutputStream().close();
      String output = new String(ran.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      ran.waitFor();
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Asks again and again, but not for ever. */
  public static void until(String what, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static RedisServer start(String program, String... settings) {
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), program + "-");
      RedisServer server = new RedisServer(program, folder, freePort(), List.of(settings));
      server.awaitAnswer();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(program, folder.resolve("redis.conf").toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private void awaitAnswer() {
    until(program + " at " + port, () -> cli("PING").equals("PONG"));
  }

  private static int freePort() {
    while (true) {
      int port = PORT_MIN + RANDOM.nextInt(PORTS);
      if (isFree(port) && isFree(port + BUS)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isOnPath(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }
}
