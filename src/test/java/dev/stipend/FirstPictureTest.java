package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.SandboxTransfer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One paid picture and one paid clip, from the request to the file and to the books. */
class FirstPictureTest {

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @AfterEach
  void booksEqualTheChain() {
    gateway.books().equal(gateway.sandbox().chain().transfers());
  }

  @Test
  void pictureCanBeLookedAtByLinkAndByApiKey() throws Exception {
    Customer customer = gateway.customer("5.00");

    Reply bought = customer.buyPicture("A lighthouse at dawn");
    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    String id = bought.at("/jobId");
    JsonNode job = customer.ended(id);

    assertThat(job.get("status").asString()).isEqualTo("complete");
    Reply byLink = gateway.team().with(null).get(job.at("/result/imageUrl").asString());
    Reply byKey = customer.http().get("/api/jobs/" + id + "/content");
    assertThat(byLink.status()).isEqualTo(200);
    assertThat(byLink.header("Content-Type")).isEqualTo("image/png");
    assertThat(ImageIO.read(new ByteArrayInputStream(byLink.bytes()))).isNotNull();
    assertThat(byKey.bytes()).isEqualTo(byLink.bytes());
  }

  @Test
  void pollUrlOfTheAnswerLeadsToTheJob() {
    Customer customer = gateway.customer("5.00");

    Reply bought = customer.buyPicture("A lighthouse at noon");

    Reply job = customer.http().get(bought.at("/pollUrl"));
    assertThat(job.status()).isEqualTo(200);
    assertThat(job.at("/id")).isEqualTo(bought.at("/jobId"));
  }

  @Test
  void costIsTheSameInAnswerBudgetBooksAndChain() {
    Customer customer = gateway.customer("5.00");

    Reply bought = customer.buyPicture("A lighthouse at dusk");

    assertThat(bought.header("X-Cost-Usd")).isEqualTo("0.134");
    assertThat(bought.header("X-Budget-Remaining-Usd")).isEqualTo("4.866");
    assertThat(customer.limit().get("settled").asString()).isEqualTo("0.134");
    assertThat(customer.limit().get("held").asString()).isEqualTo("0.00");
    assertThat(customer.limit().get("left").asString()).isEqualTo("4.866");
    JsonNode spend =
        gateway.admin().get("/admin/spends?team=" + customer.team()).json().at("/items/0");
    assertThat(spend.get("id").asString()).isEqualTo(bought.at("/jobId"));
    assertThat(spend.get("state").asString()).isEqualTo("settled");
    assertThat(spend.get("requestId").asString()).isEqualTo(bought.header("X-Request-ID"));
    SandboxTransfer transfer =
        BooksCheck.paid(gateway.sandbox().chain().transfers()).stream()
            .filter(each -> each.transaction().equals(bought.header("X-Payment-Transaction")))
            .findFirst()
            .orElseThrow();
    assertThat(transfer.micros()).isEqualTo(134_000);
    assertThat(spend.get("transaction").asString()).isEqualTo(transfer.transaction());
  }

  @Test
  void ledgerTellsTheWayOfTheMoney() {
    Customer customer = gateway.customer("5.00");

    String id = customer.buyPicture("A lighthouse by night").at("/jobId");

    List<String> moves =
        gateway.books().rows().stream()
            .filter(row -> row.path("spend").asString("").equals(id))
            .map(row -> row.get("from").asString() + " to " + row.get("to").asString())
            .toList();
    String held = "held:" + customer.team();
    assertThat(moves)
        .containsExactlyInAnyOrder("treasury to " + held, held + " to spent:" + customer.team());
  }

  @Test
  void clipComesWithItsThumbnail() {
    Customer customer = gateway.customer("5.00");

    Reply bought =
        customer.http().post(Customer.CLIP, Map.of("prompt", "Waves", "durationSeconds", "4"));
    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(bought.header("X-Cost-Usd")).isEqualTo("1.60");
    JsonNode job = customer.ended(bought.at("/jobId"));

    Reply clip = gateway.team().with(null).get(job.at("/result/videoUrl").asString());
    Reply thumbnail = gateway.team().with(null).get(job.at("/result/thumbnailUrl").asString());
    assertThat(clip.header("Content-Type")).isEqualTo("video/mp4");
    assertThat(new String(clip.bytes(), 4, 4, StandardCharsets.US_ASCII)).isEqualTo("ftyp");
    assertThat(thumbnail.header("Content-Type")).startsWith("image/");
  }

  @Test
  void clientThatHangsUpHasBoughtAllTheSame() {
    Customer customer = gateway.customer("5.00");
    int before = gateway.sandbox().chain().transfers().size();
    gateway.sandbox().faults().arm(Fault.DELAY_AFTER_SETTLE, 1, Map.of("millis", "500"));

    var call = customer.http().postLater(Customer.PICTURE, "{\"prompt\":\"gone\"}");
    Eventually.until(
        "the money on chain", () -> gateway.sandbox().chain().transfers().size() > before);
    call.cancel(true);

    Eventually.until(
        "the booking", () -> customer.limit().get("settled").asString().equals("0.134"));
    String job = customer.http().get("/api/jobs").at("/jobs/0/id");
    assertThat(customer.ended(job).get("status").asString()).isEqualTo("complete");
  }

  @Test
  void quoteCostsNothing() {
    Customer customer = gateway.customer("5.00");
    int before = gateway.sandbox().chain().transfers().size();

    Reply quote =
        customer
            .http()
            .post(
                "/api/quote/nano-banana-pro/generate",
                Map.of("prompt", "A lighthouse", "imageSize", "4K"));

    assertThat(quote.status()).isEqualTo(200);
    assertThat(quote.at("/price")).isEqualTo("0.24");
    assertThat(gateway.sandbox().chain().transfers()).hasSize(before);
    assertThat(customer.limit().get("left").asString()).isEqualTo("5.00");
  }
}
