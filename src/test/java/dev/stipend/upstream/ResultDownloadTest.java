package dev.stipend.upstream;

import static dev.stipend.upstream.Wire.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.job.FetchedFile;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching results from links that somebody else wrote. */
class ResultDownloadTest {

  private static final URI LIVE = URI.create("https://seller.example");
  private static final int BYTES_MAX = 1 << 20;

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void aResultIsStoredWhole() throws Exception {
    String body = "0123456789".repeat(100_000);
    Wire wire = Wire.saying(vertx, Wire.answer(200, "content-type: image/png\r\n", body));

    assertThat(fetch(wire, "/generated/a.png?download=1"))
        .isEqualTo(new FetchedFile.Stored(1_000_000));

    assertThat(Files.readString(file())).isEqualTo(body);
    assertThat(wire.requests.getFirst())
        .startsWith("GET /generated/a.png?download=1 HTTP/1.1\r\n")
        .doesNotContainIgnoringCase("sign-in-with-x")
        .doesNotContainIgnoringCase("authorization");
  }

  @ParameterizedTest
  @CsvSource({
    "https://abc.public.blob.vercel-storage.com/a.png, true",
    "https://ABC.public.blob.vercel-storage.COM/a.png, true",
    "https://abc.public.blob.vercel-storage.com:443/a.png, true",
    "http://abc.public.blob.vercel-storage.com/a.png, false",
    "https://abc.public.blob.vercel-storage.com:8443/a.png, false",
    "https://user:pw@abc.public.blob.vercel-storage.com/a.png, false",
    "https://blob.vercel-storage.com.evil.example/a.png, false",
    "https://evilblob.vercel-storage.com/a.png, false",
    "https://evil.example/.blob.vercel-storage.com, false",
    "https://evil.example#.blob.vercel-storage.com, false",
    "https://seller.example/a.png, false",
    "https://169.254.169.254/latest/meta-data, false",
    "http://127.0.0.1:8081/admin, false",
    "http://localhost/, false",
    "https://localhost/, false",
    "file:///etc/passwd, false",
    "mailto:a@b.blob.vercel-storage.com, false",
    "a.png, false"
  })
  void onlyAllowedHostsAreAsked(String url, boolean isAllowed) throws Exception {
    ResultDownload download = new ResultDownload(vertx, DownloadSettings.of(LIVE));

    assertThat(download.isAllowed(URI.create(url))).isEqualTo(isAllowed);
    if (!isAllowed) {
      assertThat(await(download.fetch(URI.create(url), file())))
          .isInstanceOf(FetchedFile.Refused.class);
    }
  }

  @Test
  void plainHttpIsTakenFromTheOriginOnThisMachineOnly() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", "x"));
    Wire other = Wire.saying(vertx, Wire.answer(200, "", "x"));

    assertThat(await(download(wire).fetch(other.origin().resolve("/a"), file())))
        .isInstanceOf(FetchedFile.Refused.class);
    assertThat(other.connections).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 410})
  void aDeadLinkIsGone(int status) throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(status, "", "gone"));

    assertThat(fetch(wire, "/a")).isEqualTo(new FetchedFile.Gone(status));
    assertThat(file()).doesNotExist();
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(302, "location: /b\r\n", ""));

    assertThat(fetch(wire, "/a")).isEqualTo(new FetchedFile.Unavailable("HTTP 302"));
    assertThat(wire.requests).hasSize(1);
  }

  @Test
  void aResultThatSaysItIsTooLargeIsNotRead() throws Exception {
    Wire wire =
        Wire.saying(vertx, "HTTP/1.1 200 OK\r\ncontent-length: " + (BYTES_MAX + 1) + "\r\n\r\n");

    assertThat(fetch(wire, "/a")).isInstanceOf(FetchedFile.TooLarge.class);
  }

  @Test
  void aResultThatTurnsOutTooLargeIsCutOffAndLeavesNoFile() throws Exception {
    String piece = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    Wire wire =
        Wire.answering(
            vertx,
            (socket, request) ->
                socket.write(
                    Buffer.buffer(
                        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                            + piece.repeat(20))));

    assertThat(fetch(wire, "/a")).isInstanceOf(FetchedFile.TooLarge.class);
    assertThat(file()).doesNotExist();
    Wire.until(() -> wire.closed.get() == 1);
  }

  @Test
  void aResultThatBreaksOffLeavesNoFile() throws Exception {
    Wire wire = Wire.sayingAndClosing(vertx, "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nhalf");

    assertThat(fetch(wire, "/a")).isInstanceOf(FetchedFile.Unavailable.class);
    assertThat(file()).doesNotExist();
  }

  @Test
  void anEmptyResultIsNone() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", ""));

    assertThat(fetch(wire, "/a")).isInstanceOf(FetchedFile.Unavailable.class);
    assertThat(file()).doesNotExist();
  }

  @Test
  void aResultThatTricklesIsGivenUpAtTheDeadline() throws Exception {
    Wire wire =
        Wire.answering(
            vertx,
            (socket, request) -> {
              socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
              vertx.setPeriodic(50, timer -> socket.write("x"));
            });

    assertThat(fetch(wire, "/a")).isEqualTo(new FetchedFile.Unavailable("no result in time"));
    Wire.until(() -> wire.closed.get() == 1 && Files.notExists(file()));
  }

  @Test
  void aFolderThatIsNotThereIsTroubleAndNotACrash() throws Exception {
    Wire wire = Wire.saying(vertx, Wire.answer(200, "", "x"));

    assertThat(await(download(wire).fetch(wire.origin().resolve("/a"), folder.resolve("no/file"))))
        .isInstanceOf(FetchedFile.Unavailable.class);
  }

  private FetchedFile fetch(Wire wire, String path) throws Exception {
    return await(download(wire).fetch(wire.origin().resolve(path), file()));
  }

  private ResultDownload download(Wire wire) {
    return new ResultDownload(
        vertx,
        new DownloadSettings(
            wire.origin(), List.of(".blob.example.com"), BYTES_MAX, Duration.ofSeconds(1)));
  }

  private Path file() {
    return folder.resolve("result");
  }
}
