package dev.stipend.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.job.MediaPart;
import dev.stipend.job.StoredMedia;
import dev.stipend.job.UnknownMediaType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** What a bucket promises beyond a folder, on a real server. */
class S3MediaStoreTest {

  private static final byte[] PNG =
      "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR and so on".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] GIF = "GIF89a and so on".getBytes(StandardCharsets.ISO_8859_1);
  private static final long PLENTY = 1_000_000;

  private final String prefix = UUID.randomUUID() + "/";
  private final List<S3MediaStore> opened = new ArrayList<>();

  @TempDir private Path folder;
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    opened.forEach(S3MediaStore::close);
    await(vertx.close());
  }

  @Test
  void whatOneMachineKeepsAnotherFinds() throws Exception {
    StoredMedia kept = keep(machine("one"), "job-1", PNG);

    StoredMedia found = await(machine("two").find("job-1", MediaPart.MAIN)).orElseThrow();

    assertThat(found.file()).hasBinaryContent(PNG).isNotEqualTo(kept.file());
    assertThat(found.contentType()).isEqualTo("image/png");
    assertThat(found.sha256()).isEqualTo(kept.sha256());
    assertThat(await(machine("two").find("job-1", MediaPart.THUMBNAIL))).isEmpty();
    assertThat(await(machine("two").find("../job-1", MediaPart.MAIN))).isEmpty();
    HeadObjectResponse object =
        client().headObject(request -> request.bucket(S3Server.BUCKET).key(prefix + "job-1/main"));
    assertThat(object.contentType()).isEqualTo("image/png");
  }

  @Test
  void whoKeepsFirstIsFoundByAll() throws Exception {
    S3MediaStore one = machine("one");
    S3MediaStore two = machine("two");
    StoredMedia first = keep(one, "job-1", PNG);

    StoredMedia second = keep(two, "job-1", GIF);

    assertThat(second.sha256()).isEqualTo(first.sha256());
    assertThat(second.contentType()).isEqualTo("image/png");
    assertThat(filesBelow("two")).hasSize(1);
  }

  @Test
  void whatIsNoMediaReachesNoBucket() throws Exception {
    S3MediaStore store = machine("one");
    Path written = await(store.begin("job-1", MediaPart.MAIN));
    Files.writeString(written, "<!doctype html>");

    assertThatThrownBy(() -> await(store.keep("job-1", MediaPart.MAIN, written)))
        .isInstanceOf(UnknownMediaType.class);

    assertThat(written).doesNotExist();
    assertThat(await(machine("two").find("job-1", MediaPart.MAIN))).isEmpty();
  }

  @Test
  void contentThatSomebodyChangedIsNotServed() throws Exception {
    keep(machine("one"), "job-1", PNG);
    client()
        .putObject(
            request ->
                request
                    .bucket(S3Server.BUCKET)
                    .key(prefix + "job-1/main")
                    .metadata(Map.of("sha256", "0".repeat(64))),
            RequestBody.fromBytes(GIF));

    assertThatThrownBy(() -> await(machine("two").find("job-1", MediaPart.MAIN)))
        .hasMessageContaining("not what was put there");
    assertThat(filesBelow("two")).isEmpty();
  }

  @Test
  void bucketThatIsAwayIsNotMistakenForAnEmptyOne() throws Exception {
    S3MediaStore away =
        opened(
            new S3MediaStore(
                vertx,
                new S3Settings(
                    S3Server.BUCKET,
                    "",
                    URI.create("http://127.0.0.1:1"),
                    "us-east-1",
                    "key",
                    "secret",
                    PLENTY),
                folder.resolve("away")));
    Path written = Files.write(await(away.begin("job-1", MediaPart.MAIN)), PNG);

    assertThatThrownBy(() -> await(away.verify())).isNotNull();
    assertThatThrownBy(() -> await(away.find("job-1", MediaPart.MAIN))).isNotNull();
    assertThatThrownBy(() -> await(away.keep("job-1", MediaPart.MAIN, written))).isNotNull();

    assertThat(written).doesNotExist();
    assertThat(filesBelow("away")).isEmpty();
  }

  @Test
  void bucketThatIsThereIsVerified() throws Exception {
    await(machine("one").verify());
  }

  @Test
  void whatWasServedLongestAgoLeavesThisMachineAndComesBackWhenAsked() throws Exception {
    S3MediaStore store =
        opened(
            new S3MediaStore(
                vertx,
                S3Server.shared().settings(prefix, 2L * PNG.length),
                folder.resolve("small")));
    for (int i = 0; i < 4; i++) {
      StoredMedia kept = keep(store, "job-" + i, PNG);
      Files.setLastModifiedTime(
          kept.file(), FileTime.from(Instant.now().minus(Duration.ofHours(4 - i))));
    }
    await(store.find("job-0", MediaPart.MAIN));

    assertThat(await(store.tidy())).isEqualTo(2);

    assertThat(filesBelow("small"))
        .extracting(file -> file.getFileName().toString().substring(0, 5))
        .containsExactlyInAnyOrder("job-0", "job-3");
    assertThat(await(store.find("job-1", MediaPart.MAIN)).orElseThrow().file())
        .hasBinaryContent(PNG);
  }

  @Test
  void manyWhoAskAtOnceFetchOnce() throws Exception {
    keep(machine("one"), "job-1", PNG);
    S3MediaStore two = machine("two");

    List<Future<Optional<StoredMedia>>> all =
        IntStream.range(0, 50).mapToObj(i -> two.find("job-1", MediaPart.MAIN)).toList();
    await(Future.all(all));

    assertThat(all.stream().map(each -> each.result().orElseThrow()).distinct()).hasSize(1);
    assertThat(filesBelow("two")).hasSize(1);
  }

  @Test
  void folderForgetsWhatIsOlderThanItsRetention() throws Exception {
    try (DirectoryMediaStore store =
        new DirectoryMediaStore(vertx, folder.resolve("aging"), Duration.ofHours(1))) {
      Path old = Files.write(await(store.begin("old", MediaPart.MAIN)), PNG);
      Path young = Files.write(await(store.begin("young", MediaPart.MAIN)), PNG);
      StoredMedia oldKept = await(store.keep("old", MediaPart.MAIN, old));
      await(store.keep("young", MediaPart.MAIN, young));
      Files.setLastModifiedTime(
          oldKept.file(), FileTime.from(Instant.now().minus(Duration.ofHours(2))));

      assertThat(await(store.tidy())).isEqualTo(1);

      assertThat(await(store.find("old", MediaPart.MAIN))).isEmpty();
      assertThat(await(store.find("young", MediaPart.MAIN))).isPresent();
    }
  }

  private S3MediaStore machine(String name) {
    return opened(
        new S3MediaStore(vertx, S3Server.shared().settings(prefix, PLENTY), folder.resolve(name)));
  }

  private S3MediaStore opened(S3MediaStore store) {
    opened.add(store);
    return store;
  }

  private static StoredMedia keep(S3MediaStore store, String jobId, byte[] content)
      throws Exception {
    Path written = await(store.begin(jobId, MediaPart.MAIN));
    Files.write(written, content);
    return await(store.keep(jobId, MediaPart.MAIN, written));
  }

  private List<Path> filesBelow(String machine) {
    try (var files = Files.walk(folder.resolve(machine))) {
      return files.filter(Files::isRegularFile).filter(file -> !file.endsWith("lock")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static S3Client client() {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(S3Server.shared().endpoint())
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
        .build();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(60, TimeUnit.SECONDS);
  }
}
