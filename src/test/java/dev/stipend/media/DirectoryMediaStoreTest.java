package dev.stipend.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.job.MediaPart;
import dev.stipend.job.MediaStore;
import dev.stipend.job.StoredMedia;
import dev.stipend.job.UnknownMediaType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryMediaStoreTest {

  private static final byte[] PNG =
      "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR and so on".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] GIF = "GIF89a and so on".getBytes(StandardCharsets.ISO_8859_1);

  @TempDir private Path folder;
  private Vertx vertx;
  private DirectoryMediaStore store;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    store = new DirectoryMediaStore(vertx, folder.resolve("media"));
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    await(vertx.close());
  }

  @Test
  void whatIsKeptIsFoundWithItsTypeSizeAndHash() throws Exception {
    StoredMedia kept = keep(store, "job-1", MediaPart.MAIN, PNG);

    assertThat(kept.contentType()).isEqualTo("image/png");
    assertThat(kept.size()).isEqualTo(PNG.length);
    assertThat(kept.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(PNG)));
    assertThat(kept.file()).hasBinaryContent(PNG);
    assertThat(await(store.find("job-1", MediaPart.MAIN))).contains(kept);
    assertThat(await(store.find("job-1", MediaPart.THUMBNAIL))).isEmpty();
    assertThat(await(store.find("job", MediaPart.MAIN))).isEmpty();
    assertThat(await(store.find("job-2", MediaPart.MAIN))).isEmpty();
  }

  @Test
  void thePartsOfAJobAreKeptApart() throws Exception {
    keep(store, "job-1", MediaPart.MAIN, GIF);
    keep(store, "job-1", MediaPart.THUMBNAIL, PNG);

    assertThat(await(store.find("job-1", MediaPart.MAIN)).get().contentType())
        .isEqualTo("image/gif");
    assertThat(await(store.find("job-1", MediaPart.THUMBNAIL)).get().contentType())
        .isEqualTo("image/png");
  }

  @Test
  void keptMediaOutliveTheStore() throws Exception {
    StoredMedia kept = keep(store, "job-1", MediaPart.MAIN, PNG);

    store.close();
    store = new DirectoryMediaStore(vertx, folder.resolve("media"));

    assertThat(await(store.find("job-1", MediaPart.MAIN))).contains(kept);
  }

  @Test
  void keepingTwiceKeepsTheFirst() throws Exception {
    StoredMedia first = keep(store, "job-1", MediaPart.MAIN, PNG);
    StoredMedia same = keep(store, "job-1", MediaPart.MAIN, PNG);
    StoredMedia other = keep(store, "job-1", MediaPart.MAIN, GIF);

    assertThat(List.of(same, other)).containsOnly(first);
    assertThat(filesBelow(folder)).containsExactly(first.file());
  }

  @Test
  void keepingTheSameFileTwiceHasTheSameAnswer() throws Exception {
    Path written = await(store.begin("job-1", MediaPart.MAIN));
    Files.write(written, PNG);

    StoredMedia first = await(store.keep("job-1", MediaPart.MAIN, written));

    assertThat(await(store.keep("job-1", MediaPart.MAIN, written))).isEqualTo(first);
  }

  @Test
  void manyWhoKeepTheSamePartAtOnceKeepOne() throws Exception {
    List<Future<StoredMedia>> all =
        IntStream.range(0, 50)
            .mapToObj(i -> begunAndWritten(i % 2 == 0 ? PNG : GIF))
            .map(written -> store.keep("job-1", MediaPart.MAIN, written))
            .toList();

    await(Future.all(all));

    assertThat(all.stream().map(Future::result).distinct()).hasSize(1);
    assertThat(filesBelow(folder)).hasSize(1);
  }

  @Test
  void aCrashBetweenBeginAndKeepLeavesNothing() throws Exception {
    Path written = await(store.begin("job-1", MediaPart.MAIN));
    Files.write(written, PNG);
    assertThat(await(store.find("job-1", MediaPart.MAIN))).isEmpty();

    store.close();
    store = new DirectoryMediaStore(vertx, folder.resolve("media"));

    assertThat(await(store.find("job-1", MediaPart.MAIN))).isEmpty();
    assertThat(written).doesNotExist();
    assertThat(filesBelow(folder)).isEmpty();
  }

  @Test
  void aSecondStoreLeavesTheDownloadsOfALivingOneAlone() throws Exception {
    Path written = await(store.begin("job-1", MediaPart.MAIN));

    try (DirectoryMediaStore second = new DirectoryMediaStore(vertx, folder.resolve("media"))) {
      Files.write(written, PNG);
      StoredMedia kept = await(store.keep("job-1", MediaPart.MAIN, written));

      assertThat(await(second.find("job-1", MediaPart.MAIN))).contains(kept);
    }
  }

  @Test
  void whatIsNoMediaIsNotKeptAndTakenAway() throws Exception {
    Path written = await(store.begin("job-1", MediaPart.MAIN));
    Files.writeString(written, "<!doctype html><script>alert(1)</script>");

    assertThatThrownBy(() -> await(store.keep("job-1", MediaPart.MAIN, written)))
        .isInstanceOf(UnknownMediaType.class);

    assertThat(written).doesNotExist();
    assertThat(await(store.find("job-1", MediaPart.MAIN))).isEmpty();
  }

  @Test
  void whatIsDiscardedIsGone() throws Exception {
    Path written = await(store.begin("job-1", MediaPart.MAIN));

    await(store.discard(written));
    await(store.discard(written));

    assertThat(written).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "..", "../job", "a/b", "a\\b", "a.b", "a b", "a\0b", "a\nb", "jób", "/etc"
      })
  void noIdLeadsOutOfTheFolder(String id) throws Exception {
    Path written = begunAndWritten(PNG);

    assertThatThrownBy(() -> await(store.begin(id, MediaPart.MAIN)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> await(store.keep(id, MediaPart.MAIN, written)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(await(store.find(id, MediaPart.MAIN))).isEmpty();
    assertThat(filesBelow(folder)).isEmpty();
  }

  @Test
  void theLongestIdIsFineAndOneLongerIsNot() throws Exception {
    String longest = "a".repeat(128);

    assertThat(keep(store, longest, MediaPart.THUMBNAIL, PNG).file()).exists();
    assertThatThrownBy(() -> await(store.begin(longest + "a", MediaPart.MAIN)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyFilesBegunHereAreTaken() throws Exception {
    Path foreign = Files.write(folder.resolve("foreign.png"), PNG);
    Path around = await(store.begin("job-1", MediaPart.MAIN)).resolve("../../../../foreign.png");

    for (Path file : List.of(foreign, around)) {
      assertThatThrownBy(() -> await(store.keep("job-1", MediaPart.MAIN, file)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> await(store.discard(file)))
          .isInstanceOf(IllegalArgumentException.class);
    }

    assertThat(foreign).exists();
  }

  @Test
  void aThousandFilesAreEachFoundAndNoFolderGrowsLarge() throws Exception {
    List<Future<StoredMedia>> all =
        IntStream.range(0, 1000)
            .mapToObj(
                i ->
                    store
                        .begin("job-" + i, MediaPart.MAIN)
                        .map(file -> written(file, PNG))
                        .compose(file -> store.keep("job-" + i, MediaPart.MAIN, file)))
            .toList();

    await(Future.all(all));

    for (int i = 0; i < 1000; i++) {
      assertThat(await(store.find("job-" + i, MediaPart.MAIN))).contains(all.get(i).result());
    }
    assertThat(filesBelow(folder)).hasSize(1000);
    assertThat(all.stream().map(kept -> kept.result().file().getParent()).distinct().count())
        .isGreaterThan(900);
  }

  @Test
  void nothingRunsOnAnEventLoop() throws Exception {
    Vertx narrow = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
    CountDownLatch free = new CountDownLatch(1);
    try (DirectoryMediaStore behind = new DirectoryMediaStore(narrow, folder.resolve("media"))) {
      // With the only worker taken, what is done by now was done on the event loop.
      narrow.executeBlocking(
          () -> {
            free.await();
            return free;
          });
      Promise<Future<Path>> asked = Promise.promise();
      narrow.runOnContext(_ -> asked.complete(behind.begin("job-1", MediaPart.MAIN)));
      Future<Path> begun = await(asked.future());

      assertThat(begun.isComplete()).isFalse();
      assertThat(filesBelow(folder)).isEmpty();

      free.countDown();
      assertThat(await(begun)).exists();
    } finally {
      free.countDown();
      await(narrow.close());
    }
  }

  private static StoredMedia keep(MediaStore store, String jobId, MediaPart part, byte[] content)
      throws Exception {
    return await(
        store
            .begin(jobId, part)
            .map(file -> written(file, content))
            .compose(file -> store.keep(jobId, part, file)));
  }

  private Path begunAndWritten(byte[] content) {
    try {
      return written(await(store.begin("job-1", MediaPart.MAIN)), content);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Path written(Path file, byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(file -> !file.endsWith("lock")).toList();
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(20, TimeUnit.SECONDS);
  }
}
