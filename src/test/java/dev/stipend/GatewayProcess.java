package dev.stipend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway as people run it: its jar, in a process of its own. */
final class GatewayProcess implements AutoCloseable {

  private static final Duration START_MAX = Duration.ofSeconds(30);
  private static final Duration END_MAX = Duration.ofSeconds(40);

  private final Process process;
  private final Path output;
  private final List<ProcessHandle> children;

  private GatewayProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
    Eventually.find("a gateway", START_MAX, () -> line("Stipend is ready after (.*)"));
    children = process.descendants().toList();
  }

  /** Blocks until it is ready. Everything it writes goes to one file. */
  static GatewayProcess start(Path data, Map<String, String> more) {
    try {
      Path output = Files.createTempFile(Path.of("target"), "gateway-", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-jar",
                  System.getProperty("stipend.jar"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("STIPEND_"));
      builder.environment().putAll(RunningGateway.environment(data, more));
      return new GatewayProcess(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Http teams(String secret) {
    return new Http(teamUrl(), secret);
  }

  URI teamUrl() {
    return URI.create(printed("  Teams: +(http.*)"));
  }

  Http admin(String secret) {
    return new Http(URI.create(printed("  Operators: +(http.*)")), secret);
  }

  /** What stands on a line of its output, which need not have been written yet. */
  String printed(String line) {
    return Eventually.find("the line " + line, () -> line(line));
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those it started itself: the Redis, and what leads it. */
  List<ProcessHandle> children() {
    return children;
  }

  /** As the kernel ends a process for which there is no memory left. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
    Eventually.until(
        "the end of its Redis", () -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** As an init system asks a process to stop. */
  void askToStop() {
    process.destroy();
  }

  int awaitEnd() {
    try {
      if (!process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the gateway does not end; it wrote: " + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      askToStop();
      awaitEnd();
    }
  }

  private Optional<String> line(String pattern) {
    if (!process.isAlive() && output().isEmpty()) {
      throw new AssertionError("the gateway ended without a word");
    }
    Matcher matcher = Pattern.compile("^" + pattern + "$", Pattern.MULTILINE).matcher(output());
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
