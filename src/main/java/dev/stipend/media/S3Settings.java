package dev.stipend.media;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of an S3-compatible store, and how much of it may lie on this machine.
 *
 * @param prefix of every object's key
 * @param endpoint of a store that is not Amazon's
 * @param accessKey with {@code secretKey}; without them the environment's are used
 * @param cacheBytes of what was lately served
 */
public record S3Settings(
    String bucket,
    String prefix,
    @Nullable URI endpoint,
    String region,
    @Nullable String accessKey,
    @Nullable String secretKey,
    long cacheBytes) {

  Bucket.Place place() {
    return new Bucket.Place(bucket, prefix, endpoint, region, accessKey, secretKey);
  }

  @Override
  public String toString() {
    return "S3Settings[" + bucket + "]";
  }
}
