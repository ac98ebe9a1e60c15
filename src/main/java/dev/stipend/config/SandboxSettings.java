package dev.stipend.config;

import dev.stipend.money.Money;
import java.time.Duration;

/**
 * The built-in seller.
 *
 * @param port on loopback; 0 takes any free one
 * @param opening what the treasury owns on the sandbox's chain at its first start
 */
public record SandboxSettings(int port, Duration imageTime, Duration videoTime, Money opening) {

  private static final Duration LONGEST = Duration.ofHours(1);

  public SandboxSettings {
    new Rules()
        .port(port, "8402", "sandbox.port")
        .between(imageTime, Duration.ZERO, LONGEST, "2s", "sandbox.imageTime")
        .between(videoTime, Duration.ZERO, LONGEST, "6s", "sandbox.videoTime")
        .check();
  }
}
