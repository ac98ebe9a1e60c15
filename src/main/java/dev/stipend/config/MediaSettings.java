package dev.stipend.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where results are kept, and for how long.
 *
 * @param folder of the results, or of those in the bucket that were lately served
 * @param sizeMax of one result
 * @param linkLifetime how long a link to one stays valid
 * @param retention how long a result is kept; empty for ever
 * @param s3 the bucket; empty where the folder is all there is
 */
public record MediaSettings(
    Path folder,
    ByteSize sizeMax,
    Duration linkLifetime,
    Optional<Duration> retention,
    Optional<S3> s3) {

  private static final ByteSize SIZE_SMALLEST = new ByteSize(1_000_000);
  private static final ByteSize SIZE_LARGEST = new ByteSize(10_000_000_000L);
  private static final Duration RETENTION_SHORTEST = Duration.ofHours(1);
  private static final Duration RETENTION_LONGEST = Duration.ofDays(36_500);
  private static final Duration LIFETIME_SHORTEST = Duration.ofMinutes(1);
  private static final Duration LIFETIME_LONGEST = Duration.ofDays(365);

  public MediaSettings {
    new Rules()
        .between(sizeMax, SIZE_SMALLEST, SIZE_LARGEST, "200MB", "media.sizeMax")
        .between(linkLifetime, LIFETIME_SHORTEST, LIFETIME_LONGEST, "24h", "media.linkLifetime")
        .between(
            retention.orElse(RETENTION_LONGEST),
            RETENTION_SHORTEST,
            RETENTION_LONGEST,
            "2160h",
            "media.retention")
        .require(
            retention.isEmpty() || s3.isEmpty(),
            "is for a folder; what a bucket keeps, and for how long, is set at the bucket",
            "nothing",
            "media.retention",
            "media.s3.bucket")
        .check();
  }

  /**
   * A bucket of an S3-compatible store.
   *
   * @param endpoint of one that is not Amazon's
   * @param accessKey with {@code secretKey}; without them those of the environment are used
   * @param cacheMax of what was lately served and lies on this machine
   */
  public record S3(
      String bucket,
      String prefix,
      Optional<URI> endpoint,
      String region,
      Optional<String> accessKey,
      Optional<Secret> secretKey,
      ByteSize cacheMax) {

    private static final ByteSize CACHE_SMALLEST = new ByteSize(1_000_000);
    private static final ByteSize CACHE_LARGEST = new ByteSize(10_000_000_000_000L);

    public S3 {
      new Rules()
          .require(
              accessKey.isPresent() == secretKey.isPresent(),
              "goes with media.s3.secretKey: set both, or neither to use the environment's",
              "both",
              "media.s3.accessKey",
              "media.s3.secretKey")
          .between(cacheMax, CACHE_SMALLEST, CACHE_LARGEST, "2GB", "media.s3.cacheMax")
          .check();
    }
  }
}
