package dev.stipend.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What may be fetched as a result.
 *
 * @param origin the seller's; results on it are taken only when it is plain http on this machine
 * @param hostSuffixes hosts ending so may be fetched from over https; each begins with a dot
 * @param bytesMax of one result
 * @param timeout of one whole fetch
 */
public record DownloadSettings(
    URI origin, List<String> hostSuffixes, long bytesMax, Duration timeout) {

  private static final long BYTES_DEFAULT = 512L * 1024 * 1024;
  private static final Duration TIMEOUT_DEFAULT = Duration.ofMinutes(5);

  public DownloadSettings {
    Origins.requireOrigin(origin);
    hostSuffixes = List.copyOf(hostSuffixes);
    if (!hostSuffixes.stream().allMatch(suffix -> suffix.matches("(\\.[a-z0-9-]+){2,}"))) {
      throw new IllegalArgumentException("a host suffix looks like .blob.example.com");
    }
    if (bytesMax < 1 || timeout.toMillis() < 1) {
      throw new IllegalArgumentException("a result has room and time");
    }
  }

  public static DownloadSettings of(URI origin) {
    return new DownloadSettings(
        origin, List.of(".blob.vercel-storage.com"), BYTES_DEFAULT, TIMEOUT_DEFAULT);
  }
}
