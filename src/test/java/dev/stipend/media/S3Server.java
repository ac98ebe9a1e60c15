package dev.stipend.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A store that speaks S3, in a process of its own. */
public final class S3Server implements AutoCloseable {

  public static final String BUCKET = "media";

  private static final Path JAR = Path.of("target/s3/s3mock.jar");
  private static final Pattern STARTED =
      Pattern.compile("Tomcat started on ports \\d+ \\(https\\), (\\d+) \\(http\\)");
  private static final int START_SECONDS_MAX = 120;

  private final Process process;
  private final URI endpoint;

  private S3Server(Process process, int port) {
    this.process = process;
    this.endpoint = URI.create("http://127.0.0.1:" + port);
  }

  /** Started once for all tests, because that takes seconds; ended with this process. */
  public static S3Server shared() {
    return Shared.SERVER;
  }

  public static S3Server start() {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Djava.io.tmpdir=" + Path.of("target").toAbsolutePath(),
                  "-jar",
                  JAR.toString(),
                  "--server.port=0",
                  "--http.port=0",
                  "--com.adobe.testing.s3mock.store.initialBuckets=" + BUCKET)
              .redirectErrorStream(true)
              .start();
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      Optional<Integer> port =
          CompletableFuture.supplyAsync(
                  () ->
                      out.lines()
                          .map(STARTED::matcher)
                          .filter(Matcher::find)
                          .map(found -> Integer.valueOf(found.group(1)))
                          .findFirst())
              .completeOnTimeout(Optional.empty(), START_SECONDS_MAX, TimeUnit.SECONDS)
              .join();
      if (port.isEmpty()) {
        process.destroyForcibly();
        throw new AssertionError("the S3 server did not start");
      }
      Thread.startVirtualThread(() -> out.lines().forEach(line -> {}));
      return new S3Server(process, port.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI endpoint() {
    return endpoint;
  }

  /** How a store of this bucket is set up. */
  S3Settings settings(String prefix, long cacheBytes) {
    return new S3Settings(BUCKET, prefix, endpoint, "us-east-1", "key", "secret", cacheBytes);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static final class Shared {
    private static final S3Server SERVER = begin();

    private static S3Server begin() {
      S3Server server = start();
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      return server;
    }
  }
}
