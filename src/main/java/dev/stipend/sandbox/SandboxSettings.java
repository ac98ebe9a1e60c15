package dev.stipend.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the seller runs.
 *
 * @param port on loopback; 0 = any free one
 * @param folder where the journal lives; null = memory only
 * @param imageTime from the payment to the finished picture
 * @param videoTime from the payment to the finished clip
 */
public record SandboxSettings(
    int port, @Nullable Path folder, Duration imageTime, Duration videoTime) {

  private static final int PORT_MAX = 65_535;

  public SandboxSettings {
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("port must be between 0 and " + PORT_MAX + ": " + port);
    }
    if (imageTime.isNegative() || videoTime.isNegative()) {
      throw new IllegalArgumentException("imageTime and videoTime must not be negative");
    }
  }
}
