package dev.stipend.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From the payment to the result and its end. */
class JobTest extends SandboxFixture {

  @Test
  void aJobIsPendingThenLoadingThenComplete() throws Exception {
    String id = buyer.buyJob(Buyer.PICTURE, Buyer.FOX);

    JsonNode first = buyer.job(id);
    sandbox.chain().advance(Duration.ofSeconds(10));
    JsonNode second = buyer.job(id);
    sandbox.chain().advance(Duration.ofSeconds(10));
    JsonNode third = buyer.job(id);

    assertThat(first.path("status").asString()).isEqualTo("pending");
    assertThat(second.path("status").asString()).isEqualTo("loading");
    assertThat(second.path("progress").asInt()).isBetween(50, 99);
    assertThat(third.path("status").asString()).isEqualTo("complete");
    assertThat(third.path("input").path("prompt").asString()).isEqualTo("a red fox");
  }

  @Test
  void thePictureIsARealOneUntilItsLinkExpires() throws Exception {
    String id = buyer.buyJob(Buyer.PICTURE, "{\"prompt\":\"a red fox\",\"aspectRatio\":\"16:9\"}");
    sandbox.chain().advance(Duration.ofSeconds(20));
    String link = Buyer.link(buyer.job(id), "imageUrl").getPath();

    HttpResponse<byte[]> picture = buyer.get(link);
    var image = ImageIO.read(new ByteArrayInputStream(picture.body()));
    sandbox.chain().advance(Duration.ofMinutes(20).plusSeconds(1));
    HttpResponse<byte[]> late = buyer.get(link);

    assertThat(picture.headers().firstValue("content-type")).contains("image/png");
    assertThat(image.getWidth()).isEqualTo(512);
    assertThat(image.getHeight()).isEqualTo(288);
    assertThat(late.statusCode()).isEqualTo(403);
    assertThat(buyer.get("/blob/unknown.png").statusCode()).isEqualTo(404);
  }

  @Test
  void aClipHasAThumbnail() throws Exception {
    String id = buyer.buyJob(Buyer.CLIP, "{\"prompt\":\"waves\",\"durationSeconds\":\"4\"}");
    sandbox.chain().advance(Duration.ofSeconds(60));
    JsonNode job = buyer.job(id);

    HttpResponse<byte[]> clip = buyer.get(Buyer.link(job, "videoUrl").getPath());
    HttpResponse<byte[]> thumbnail = buyer.get(Buyer.link(job, "thumbnailUrl").getPath());

    assertThat(job.path("type").asString()).isEqualTo("veo-3.1-video");
    assertThat(Buyer.text(clip).substring(4, 8)).isEqualTo("ftyp");
    assertThat(clip.headers().firstValue("content-type")).contains("video/mp4");
    assertThat(thumbnail.headers().firstValue("content-type")).contains("image/png");
  }

  @Test
  void anotherWalletSeesNothing() throws Exception {
    String id = buyer.buyJob(Buyer.PICTURE, Buyer.FOX);
    Buyer stranger = new Buyer(sandbox, "0x" + "11".repeat(32));

    assertThat(stranger.getSigned("/api/jobs/" + id).statusCode()).isEqualTo(403);
    assertThat(Buyer.json(stranger.getSigned("/api/jobs")).path("jobs")).isEmpty();
    assertThat(buyer.getSigned("/api/jobs/cunknown").statusCode()).isEqualTo(404);
  }

  @Test
  void theListIsNewestFirstAndFiltered() throws Exception {
    String older = buyer.buyJob(Buyer.PICTURE, Buyer.FOX);
    sandbox.chain().advance(Duration.ofSeconds(20));
    String newer = buyer.buyJob(Buyer.PICTURE, Buyer.FOX);

    JsonNode all = Buyer.json(buyer.getSigned("/api/jobs")).path("jobs");
    JsonNode one = Buyer.json(buyer.getSigned("/api/jobs?limit=1")).path("jobs");
    JsonNode done = Buyer.json(buyer.getSigned("/api/jobs?status=complete")).path("jobs");

    assertThat(all.valueStream().map(job -> job.path("id").asString()))
        .containsExactly(newer, older);
    assertThat(one).hasSize(1);
    assertThat(done.valueStream().map(job -> job.path("id").asString())).containsExactly(older);
    assertThat(buyer.getSigned("/api/jobs?limit=many").statusCode()).isEqualTo(400);
  }

  @Test
  void onlyAFailedJobIsDeletedAndThenItIsGone() throws Exception {
    String good = buyer.buyJob(Buyer.PICTURE, Buyer.FOX);
    sandbox.faults().arm(Fault.JOB_FAILS);
    String failed = buyer.buyJob(Buyer.PICTURE, Buyer.FOX);
    sandbox.chain().advance(Duration.ofSeconds(20));

    assertThat(buyer.job(failed).path("status").asString()).isEqualTo("failed");
    assertThat(buyer.job(failed).path("error").asString()).contains("flagged");
    assertThat(delete(good)).isEqualTo(400);
    assertThat(delete(failed)).isEqualTo(200);
    assertThat(delete(failed)).isEqualTo(404);
    assertThat(buyer.getSigned("/api/jobs/" + failed).statusCode()).isEqualTo(404);
  }

  private int delete(String id) throws Exception {
    String path = "/api/jobs/" + id;
    return buyer.delete(path, "SIGN-IN-WITH-X", buyer.signed(buyer.proof(path))).statusCode();
  }
}
