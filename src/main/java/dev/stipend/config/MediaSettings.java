package dev.stipend.config;

import java.nio.file.Path;
import java.time.Duration;

/** Where results are kept, how large one may be, and how long a link to it stays valid. */
public record MediaSettings(Path folder, ByteSize sizeMax, Duration linkLifetime) {

  private static final ByteSize SIZE_SMALLEST = new ByteSize(1_000_000);
  private static final ByteSize SIZE_LARGEST = new ByteSize(10_000_000_000L);
  private static final Duration LIFETIME_SHORTEST = Duration.ofMinutes(1);
  private static final Duration LIFETIME_LONGEST = Duration.ofDays(365);

  public MediaSettings {
    new Rules()
        .between(sizeMax, SIZE_SMALLEST, SIZE_LARGEST, "200MB", "media.sizeMax")
        .between(linkLifetime, LIFETIME_SHORTEST, LIFETIME_LONGEST, "24h", "media.linkLifetime")
        .check();
  }
}
