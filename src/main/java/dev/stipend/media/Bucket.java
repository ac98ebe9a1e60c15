package dev.stipend.media;

import dev.stipend.job.MediaPart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The objects of an S3-compatible store: {@code <prefix><job>/<part>}. Its calls block.
 *
 * <p>An object is put there only where there is none yet. Its hash is written beside it, and what
 * is fetched must have that hash.
 */
final class Bucket implements AutoCloseable {

  private static final String HASH = "sha256";
  private static final int THERE_ALREADY = 412;
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;
  private static final int NOT_IMPLEMENTED = 501;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);
  private static final Duration CALL_MAX = Duration.ofMinutes(5);

  private final S3Client client;
  private final Place place;

  Bucket(Place place) {
    this.place = place;
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_MAX)
                    .socketTimeout(SILENCE_MAX))
            .overrideConfiguration(settings -> settings.apiCallTimeout(CALL_MAX))
            // Others than Amazon's do not know the newer checksums, and our own hash is compared.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .region(Region.of(place.region()));
    if (place.endpoint() != null) {
      builder.endpointOverride(place.endpoint()).forcePathStyle(true);
    }
    if (place.accessKey() != null && place.secretKey() != null) {
      builder.credentialsProvider(
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create(place.accessKey(), place.secretKey())));
    }
    this.client = builder.build();
  }

  /** Fails where the bucket cannot be used. */
  void verify() {
    client.headBucket(request -> request.bucket(place.bucket()));
  }

  /** Answers false where the part is there already. */
  boolean put(String jobId, MediaPart part, Path file, Content content) {
    try {
      put(request(jobId, part, content).ifNoneMatch("*").build(), file);
      return true;
    } catch (S3Exception refused) {
      if (refused.statusCode() == THERE_ALREADY || refused.statusCode() == CONFLICT) {
        return false;
      }
      if (refused.statusCode() != NOT_IMPLEMENTED) {
        throw refused;
      }
    }
    // Without conditions the last one wins: both have the result of the same job.
    put(request(jobId, part, content).build(), file);
    return true;
  }

  /** Writes the part over a file that is there; empty where there is no such part. */
  Optional<Content> get(String jobId, MediaPart part, Path into) throws IOException {
    GetObjectResponse object;
    Files.delete(into);
    try {
      object =
          client.getObject(
              request -> request.bucket(place.bucket()).key(key(jobId, part)),
              ResponseTransformer.toFile(into));
    } catch (NoSuchKeyException absent) {
      return Optional.empty();
    } catch (S3Exception failure) {
      if (failure.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw failure;
    }
    Content content = Content.readAndSync(into);
    String told = object.metadata().get(HASH);
    if (!content.sha256().equals(told)) {
      throw new IOException("the object's content is not what was put there");
    }
    return Optional.of(content);
  }

  @Override
  public void close() {
    client.close();
  }

  private void put(PutObjectRequest request, Path file) {
    client.putObject(request, RequestBody.fromFile(file));
  }

  private PutObjectRequest.Builder request(String jobId, MediaPart part, Content content) {
    return PutObjectRequest.builder()
        .bucket(place.bucket())
        .key(key(jobId, part))
        .contentType(content.type().contentType())
        .contentLength(content.size())
        .metadata(Map.of(HASH, content.sha256()));
  }

  private String key(String jobId, MediaPart part) {
    return place.prefix() + jobId + "/" + part.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Where the objects are.
   *
   * @param endpoint of a store that is not Amazon's
   * @param accessKey with {@code secretKey}; without them the environment's are used
   */
  record Place(
      String bucket,
      String prefix,
      @Nullable URI endpoint,
      String region,
      @Nullable String accessKey,
      @Nullable String secretKey) {

    @Override
    public String toString() {
      return "Place[" + bucket + "]";
    }
  }
}
