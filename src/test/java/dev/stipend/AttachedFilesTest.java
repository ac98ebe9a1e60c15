package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Calls that bring their files along: all of it is held, or nothing is paid. */
class AttachedFilesTest {

  private static final String EDIT = "/api/generate/nano-banana-pro/edit";
  private static final AtomicInteger PICTURES = new AtomicInteger(10_000);

  private static RunningGateway gateway;

  private Customer customer;
  private byte[] one;
  private byte[] two;
  private int tokens;
  private int jobs;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void enter() {
    customer = gateway.customer("1.00");
    one = Forms.png(PICTURES.incrementAndGet(), 20_000);
    two = Forms.png(PICTURES.incrementAndGet(), 20_000);
    tokens = gateway.sandbox().tokensCreated();
    jobs = gateway.sandbox().jobsCreated();
  }

  @AfterEach
  void theBooksEqualTheChain() {
    gateway.sandbox().faults().clear();
    gateway.books().explain(gateway.sandbox().chain().transfers());
  }

  @Test
  void anEditTakesFilesAndTellsWhatEachPaymentWas() {
    Reply reply = edit(customer.http(), one, two);

    assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    assertThat(reply.at("/cost")).isEqualTo("0.134");
    assertThat(reply.at("/uploadCost")).isEqualTo("0.02");
    assertThat(reply.at("/totalCost")).isEqualTo("0.154");
    assertThat(reply.header("X-Cost-Usd")).isEqualTo("0.154");
    assertThat(reply.header("X-Budget-Remaining-Usd")).isEqualTo("0.846");
    assertThat(reply.json().get("uploads")).hasSize(2);
    assertThat(spent()).isEqualTo("0.154");
    JsonNode job = customer.ended(reply.at("/jobId"));
    assertThat(job.path("status").asString()).isEqualTo("complete");
    assertThat(job.at("/input/prompt").asString()).isEqualTo("a hat");
    assertThat(job.at("/input/images").valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrderElementsOf(
            reply
                .json()
                .get("uploads")
                .valueStream()
                .map(upload -> upload.get("blobUrl").asString())
                .toList());
    assertThat(models()).containsExactlyInAnyOrder("upload", "upload", "nano-banana-pro");
  }

  @Test
  void knownFilesAreNotBoughtAgain() {
    customer.http().post("/api/upload", "image/png", one);

    Reply reply = edit(customer.http(), one, one);

    assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    assertThat(reply.at("/uploadCost")).isEqualTo("0.00");
    assertThat(reply.json().at("/uploads/0/reused").booleanValue()).isTrue();
    assertThat(tokensBought()).isEqualTo(1);
    assertThat(spent()).isEqualTo("0.144");
  }

  @Test
  void whereNotAllOfItHasRoomNothingIsPaid() {
    Customer edits = gateway.customer("0.135");
    Customer uploads = gateway.customer("0.153");
    Customer neither = gateway.customer("0.02");

    for (Customer poor : List.of(edits, uploads, neither)) {
      Reply reply = edit(poor.http(), one, two);

      assertThat(reply.status()).as("%s", reply).isEqualTo(429);
      assertThat(reply.at("/code")).isEqualTo("limit_exceeded");
      assertThat(poor.limit().get("settled").asString()).isEqualTo("0.00");
      assertThat(poor.limit().get("held").asString()).isEqualTo("0.00");
    }
    assertThat(tokensBought()).isZero();
    assertThat(gateway.sandbox().jobsCreated()).isEqualTo(jobs);
  }

  @Test
  void aFileThatIsNotStoredLeavesTheEditUnpaid() {
    gateway.sandbox().faults().arm(Fault.UPLOAD_TOKEN_SMALL);

    Reply refused = edit(customer.http(), one);
    Reply again = edit(customer.http(), two);

    assertThat(refused.status()).isEqualTo(502);
    assertThat(refused.at("/code")).isEqualTo("upload_refused");
    assertThat(refused.at("/generation")).isEqualTo("not_paid");
    assertThat(again.status()).as("%s", again).isEqualTo(200);
    assertThat(spent()).isEqualTo("0.154");
    assertThat(customer.limit().get("held").asString()).isEqualTo("0.00");
  }

  @Test
  void anEditThatIsSentAgainIsPaidOnce() {
    Http named = customer.http().naming("an-edit");

    Reply first = edit(named, one);
    Reply again = edit(named, one);
    Reply other = edit(named, two);

    assertThat(again.at("/jobId")).isEqualTo(first.at("/jobId"));
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(other.at("/code")).isEqualTo("idempotency_key_reused");
    assertThat(spent()).isEqualTo("0.144");
    assertThat(tokensBought()).isEqualTo(1);
  }

  @Test
  void aStoreThatIsAwayIsMetAgainWithoutASecondToken() {
    gateway.sandbox().faults().arm(Fault.BLOB_ERROR, 4, Map.of("code", "service_unavailable"));

    Reply away = edit(customer.http(), one);
    Reply again = edit(customer.http(), one);

    assertThat(away.at("/code")).as("%s", away).isEqualTo("upload_unavailable");
    assertThat(again.status()).as("%s", again).isEqualTo(200);
    assertThat(tokensBought()).isEqualTo(1);
    assertThat(spent()).isEqualTo("0.144");
  }

  @Test
  void aPriceThatChangesMeanwhileIsPaidWithTheSameFiles() {
    customer.http().post("/api/upload", "image/png", one);
    gateway.sandbox().faults().arm(Fault.PRICE_CHANGE, 1, Map.of("amount", "140000"));

    Reply reply = edit(customer.http(), one);

    assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    assertThat(reply.at("/totalCost")).isEqualTo("0.14");
    assertThat(tokensBought()).isEqualTo(1);
    assertThat(customer.ended(reply.at("/jobId")).at("/input/images/0").asString())
        .isEqualTo(reply.at("/uploads/0/blobUrl"));
  }

  @Test
  void manyEditsOfTheSameFilesAtOnceBuyEachFileOnce() {
    Customer rich = gateway.customer("20.00");
    byte[][] files = {one, two, Forms.png(PICTURES.incrementAndGet(), 20_000)};

    List<CompletableFuture<Reply>> sent =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    rich.http()
                        .postLater(
                            EDIT,
                            Forms.TYPE,
                            new Forms()
                                .field("prompt", "number " + i)
                                .file("images", files[i % 3])
                                .file("images", files[(i + 1) % 3])
                                .end()))
            .toList();
    List<Reply> replies = sent.stream().map(Http::await).toList();

    assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));
    assertThat(tokensBought()).isEqualTo(3);
    assertThat(rich.limit().get("settled").asString()).isEqualTo("1.638");
  }

  @Test
  void whatIsWrongIsNamedBeforeAnythingIsBought() {
    byte[] text = "words".getBytes(StandardCharsets.US_ASCII);

    refused(form().file("images", text), 415, "images");
    refused(form().file("images", new byte[0]), 400, "images");
    refused(form().file("mask", one), 400, "mask");
    refused(form().file("images", one).field("imageSize", "9K"), 400, "imageSize");
    refused(form().file("images", one).field("imageSiz", "2K"), 400, "imageSiz");
    refused(form(), 400, "images");
    Forms many = form();
    IntStream.range(0, 17).forEach(i -> many.file("images", Forms.png(i, 50)));
    refused(many, 400, "images");
    assertThat(tokensBought()).isZero();
    assertThat(spent()).isEqualTo("0.00");
  }

  @Test
  void usualNamesOfFilesAndListsAreUnderstood() {
    Reply marked =
        customer
            .http()
            .post(EDIT, Forms.TYPE, form().file("images[]", one).file("image", two).end());
    Reply vector =
        customer
            .http()
            .post(
                "/api/generate/arrow-1.1/vectorize",
                Forms.TYPE,
                new Forms().field("target_size", "512").file("file", one).end());

    assertThat(marked.status()).as("%s", marked).isEqualTo(200);
    assertThat(vector.status()).as("%s", vector).isEqualTo(200);
  }

  private void refused(Forms form, int status, String field) {
    Reply reply = customer.http().post(EDIT, Forms.TYPE, form.end());

    assertThat(reply.status()).as("%s", reply).isEqualTo(status);
    assertThat(reply.at("/error/param")).as("%s", reply).isEqualTo(field);
  }

  private static Forms form() {
    return new Forms().field("prompt", "a hat");
  }

  private static Reply edit(Http team, byte[]... files) {
    Forms form = form().field("imageSize", "1K");
    for (byte[] file : files) {
      form.file("images", file);
    }
    return team.post(EDIT, Forms.TYPE, form.end());
  }

  private int tokensBought() {
    return gateway.sandbox().tokensCreated() - tokens;
  }

  private String spent() {
    return customer.limit().get("settled").asString();
  }

  private List<String> models() {
    return gateway.books().spends().stream()
        .filter(spend -> spend.get("team").asString().equals(customer.team()))
        .map(spend -> spend.get("model").asString())
        .toList();
  }
}
