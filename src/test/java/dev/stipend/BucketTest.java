package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.media.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A gateway that keeps its results in a bucket. */
class BucketTest {

  @Test
  void resultThatLeftTheMachineComesFromTheBucketAndWaitsForItWhereItIsAway() throws IOException {
    Path data = RunningGateway.newFolder();
    String prefix = UUID.randomUUID() + "/";
    String content;
    byte[] picture;
    String secret;
    try (RunningGateway gateway =
        RunningGateway.start(data, bucket(S3Server.shared().endpoint().toString(), prefix))) {
      Customer customer = gateway.customer("5.00");
      secret = customer.secret();
      String job = customer.buyPicture("a fox").at("/jobId");
      assertThat(customer.ended(job).get("status").asString()).isEqualTo("complete");
      content = "/api/jobs/" + job + "/content";
      picture = customer.http().get(content).bytes();
      forget(data);

      Reply fetched = customer.http().get(content);

      assertThat(fetched.status()).as("%s", fetched).isEqualTo(200);
      assertThat(fetched.bytes()).isEqualTo(picture);
      forget(data);
    }
    try (RunningGateway without =
        RunningGateway.start(data, bucket("http://127.0.0.1:1", prefix))) {
      Reply away = without.team().with(secret).get(content);

      assertThat(away.status()).as("%s", away).isEqualTo(503);
      assertThat(away.at("/code")).isEqualTo("content_unavailable");
      assertThat(away.header("Retry-After")).isNotEmpty();
    }
  }

  private static Map<String, String> bucket(String endpoint, String prefix) {
    return Map.of(
        "STIPEND_MEDIA_S3_BUCKET",
        S3Server.BUCKET,
        "STIPEND_MEDIA_S3_PREFIX",
        prefix,
        "STIPEND_MEDIA_S3_ENDPOINT",
        endpoint,
        "STIPEND_MEDIA_S3_ACCESS_KEY",
        "key",
        "STIPEND_MEDIA_S3_SECRET_KEY",
        "secret");
  }

  /** As another machine would be, or this one after a while. */
  private static void forget(Path data) throws IOException {
    try (var files = Files.walk(data.resolve("media"))) {
      List<Path> kept =
          files.filter(file -> file.getFileName().toString().contains(".main.")).toList();
      assertThat(kept).isNotEmpty();
      for (Path file : kept) {
        Files.delete(file);
      }
    }
  }
}
