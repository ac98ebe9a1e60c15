package dev.stipend.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where this process listens.
 *
 * @param port of the teams; 0 takes any free one
 * @param adminPort of the operators; 0 takes any free one
 * @param publicUrl how clients reach {@code port}, without a slash at its end
 * @param drainTime how long a stop waits for what was begun
 */
public record ServerSettings(
    String host,
    int port,
    String adminHost,
    int adminPort,
    Optional<URI> publicUrl,
    ByteSize bodyMax,
    Duration drainTime) {

  private static final ByteSize BODY_SMALLEST = new ByteSize(1000);
  private static final ByteSize BODY_LARGEST = new ByteSize(100_000_000);
  private static final Duration DRAIN_LONGEST = Duration.ofMinutes(10);

  public ServerSettings {
    boolean differ = port != adminPort || port == 0;
    new Rules()
        .port(port, "8080", "port")
        .port(adminPort, "8081", "adminPort")
        .otherPort(differ, adminPort, "adminPort", "port")
        .between(bodyMax, BODY_SMALLEST, BODY_LARGEST, "1MB", "http.bodyMax")
        .between(drainTime, Duration.ZERO, DRAIN_LONGEST, "20s", "http.drainTime")
        .check();
  }
}
