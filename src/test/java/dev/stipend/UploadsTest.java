package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Files of teams, from their bytes to a link that the seller knows. */
class UploadsTest {

  private static final String UPLOAD = "/api/upload";
  private static final String CONFIRM = "/api/upload/confirm";
  private static final String BYTES = "application/octet-stream";
  private static final AtomicInteger PICTURES = new AtomicInteger();

  private static final Path DATA = RunningGateway.newFolder();

  private static RunningGateway gateway;

  private Customer customer;
  private byte[] picture;
  private int tokens;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start(DATA, Map.of("STIPEND_UPLOADS_SIZE_MAX", "300KB"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void enter() {
    customer = gateway.customer("1.00");
    picture = Forms.png(PICTURES.incrementAndGet(), 100_000);
    tokens = gateway.sandbox().tokensCreated();
  }

  @AfterEach
  void theBooksEqualTheChain() {
    gateway.sandbox().faults().clear();
    gateway.books().explain(gateway.sandbox().chain().transfers());
  }

  @Test
  void aFileAsTheBodyIsStoredForACent() throws Exception {
    Reply reply = customer.http().post(UPLOAD, BYTES, picture);

    assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    assertThat(download(reply.at("/blobUrl"))).isEqualTo(picture);
    assertThat(reply.header("X-Cost-Usd")).isEqualTo("0.01");
    assertThat(reply.at("/cost")).isEqualTo("0.01");
    assertThat(reply.at("/contentType")).isEqualTo("image/png");
    assertThat(reply.at("/upload/blobUrl")).isEqualTo(reply.at("/blobUrl"));
    assertThat(reply.json().get("confirmed").booleanValue()).isTrue();
    assertThat(reply.json().get("reused").booleanValue()).isFalse();
    assertThat(spent()).isEqualTo("0.01");
    assertThat(reply.text()).doesNotContain("vercel_blob_client");
  }

  @Test
  void aFileInAFormIsStoredAlike() throws Exception {
    Reply reply = customer.http().post(UPLOAD, Forms.TYPE, new Forms().file("file", picture).end());

    assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    assertThat(download(reply.at("/blobUrl"))).isEqualTo(picture);
  }

  @Test
  void theSameBytesAreNotBoughtTwiceByATeam() {
    Reply first = customer.http().post(UPLOAD, BYTES, picture);
    Reply again = customer.http().post(UPLOAD, "image/png", picture);
    String other =
        gateway
            .admin()
            .post("/admin/keys", Map.of("team", customer.team(), "role", "team"))
            .at("/secret");
    Reply otherKey = gateway.team().with(other).post(UPLOAD, BYTES, picture);

    for (Reply reused : new Reply[] {again, otherKey}) {
      assertThat(reused.status()).as("%s", reused).isEqualTo(200);
      assertThat(reused.at("/blobUrl")).isEqualTo(first.at("/blobUrl"));
      assertThat(reused.json().get("reused").booleanValue()).isTrue();
      assertThat(reused.header("X-Cost-Usd")).isEqualTo("0.00");
      assertThat(reused.header("X-Upload-Reused")).isEqualTo("true");
    }
    assertThat(tokensBought()).isEqualTo(1);
  }

  @Test
  void noTeamGetsWhatAnotherHasSent() {
    Customer other = gateway.customer("1.00");

    Reply mine = customer.http().post(UPLOAD, BYTES, picture);
    Reply theirs = other.http().post(UPLOAD, BYTES, picture);

    assertThat(theirs.at("/blobUrl")).isNotEqualTo(mine.at("/blobUrl"));
    assertThat(theirs.json().get("reused").booleanValue()).isFalse();
    assertThat(tokensBought()).isEqualTo(2);
  }

  @Test
  void whatIsGoneIsBoughtAnew() {
    Reply first = customer.http().post(UPLOAD, BYTES, picture);
    gateway.sandbox().faults().arm(Fault.BLOB_GONE);

    Reply again = customer.http().post(UPLOAD, BYTES, picture);

    assertThat(again.status()).as("%s", again).isEqualTo(200);
    assertThat(again.at("/blobUrl")).isNotEqualTo(first.at("/blobUrl"));
    assertThat(tokensBought()).isEqualTo(2);
  }

  @Test
  void theSellersThreeStepsAreTakenWithAnApiKey() throws Exception {
    Reply token = token(customer.http());
    Reply again = token(customer.http().naming("token"));
    Reply replayed = token(customer.http().naming("token"));

    String link = put(token);
    Reply foreign = confirm(gateway.customer("1.00").http(), token, link);
    Reply wrong = confirm(customer.http(), token, link + "x");
    Reply confirmed = confirm(customer.http(), token, link);

    assertThat(token.status()).as("%s", token).isEqualTo(200);
    assertThat(token.header("X-Cost-Usd")).isEqualTo("0.01");
    assertThat(token.header("Cache-Control")).isEqualTo("no-store");
    assertThat(replayed.at("/clientToken")).isEqualTo(again.at("/clientToken"));
    assertThat(again.at("/clientToken")).isNotEqualTo(token.at("/clientToken"));
    assertThat(foreign.at("/code")).isEqualTo("upload_not_found");
    assertThat(wrong.at("/error/param")).isEqualTo("blobUrl");
    assertThat(confirmed.at("/upload/blobUrl")).isEqualTo(link);
    assertThat(tokensBought()).isEqualTo(2);
    assertThat(spent()).isEqualTo("0.02");
  }

  @Test
  void aWrongTokenOrderNamesTheFieldAndPaysNothing() {
    Reply reply = customer.http().post(UPLOAD, "{\"filename\":\"a.png\",\"contentType\":\"a/b\"}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.at("/error/param")).isEqualTo("contentType");
    assertThat(tokensBought()).isZero();
  }

  @Test
  void aFileThatCannotBeSentOnIsRefusedByNameAndPaysNothing() {
    byte[] text = "GIF? No, words.".getBytes(StandardCharsets.US_ASCII);

    refused(customer.http().post(UPLOAD, BYTES, new byte[0]), 400, "body", "empty");
    refused(customer.http().post(UPLOAD, "image/png", text), 415, "body", "none of PNG");
    refused(customer.http().post(UPLOAD, BYTES, Forms.png(1, 300_001)), 413, "body", "more than");
    refused(form(new Forms().file("picture", text)), 415, "picture", "none of PNG");
    refused(form(new Forms().file("picture", new byte[0])), 400, "picture", "empty");
    refused(form(new Forms().file("picture", Forms.png(1, 300_001))), 413, "picture", "more than");
    refused(form(new Forms().field("a", "b")), 400, "file", "holds no file");
    refused(
        form(new Forms().file("one", picture).file("two", Forms.png(2, 9))),
        400,
        "two",
        "one file");
    refused(
        customer.http().post(UPLOAD, "multipart/form-data", picture), 400, "", "cannot be read");
    refused(customer.http().post(UPLOAD, Forms.TYPE, picture), 400, "", "");
    assertThat(tokensBought()).isZero();
    assertThat(spent()).isEqualTo("0.00");
  }

  @Test
  void withoutRoomInABudgetNothingIsBought() {
    Customer poor = gateway.customer("0.005");

    Reply reply = poor.http().post(UPLOAD, BYTES, picture);

    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.at("/code")).isEqualTo("limit_exceeded");
    assertThat(tokensBought()).isZero();
  }

  @Test
  void passingTroubleOfTheStoreIsSatOut() throws Exception {
    gateway.sandbox().faults().arm(Fault.BLOB_ERROR, 1, Map.of("code", "service_unavailable"));
    Reply once = customer.http().post(UPLOAD, BYTES, picture);
    gateway.sandbox().faults().arm(Fault.BLOB_KEPT_THEN_DROP);
    byte[] another = Forms.png(PICTURES.incrementAndGet(), 5_000);
    Reply dropped = customer.http().post(UPLOAD, BYTES, another);

    assertThat(once.status()).as("%s", once).isEqualTo(200);
    assertThat(dropped.status()).as("%s", dropped).isEqualTo(200);
    assertThat(download(dropped.at("/blobUrl"))).isEqualTo(another);
    assertThat(tokensBought()).isEqualTo(2);
  }

  @Test
  void aStoreThatIsAwayCostsNoSecondToken() {
    gateway.sandbox().faults().arm(Fault.BLOB_ERROR, 4, Map.of("code", "service_unavailable"));

    Reply away = customer.http().post(UPLOAD, BYTES, picture);
    Reply again = customer.http().post(UPLOAD, BYTES, picture);

    assertThat(away.status()).as("%s", away).isEqualTo(503);
    assertThat(away.at("/code")).isEqualTo("upload_unavailable");
    assertThat(away.header("x-should-retry")).isEqualTo("true");
    assertThat(again.status()).as("%s", again).isEqualTo(200);
    assertThat(tokensBought()).isEqualTo(1);
    assertThat(spent()).isEqualTo("0.01");
  }

  @Test
  void aFileTheStoreRefusesSaysThatItWasPaidFor() {
    gateway.sandbox().faults().arm(Fault.UPLOAD_TOKEN_SMALL);

    Reply reply = customer.http().post(UPLOAD, BYTES, picture);

    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.at("/code")).isEqualTo("upload_refused");
    assertThat(reply.at("/reason")).isEqualTo("file_too_large");
    assertThat(reply.header("x-should-retry")).isEqualTo("false");
  }

  @Test
  void aTokenThatEndedIsBoughtAnewByTheNextRequestThatHasNoName() {
    Http named = customer.http().naming("once");
    gateway.sandbox().faults().arm(Fault.UPLOAD_TOKEN_EXPIRED);
    Reply over = named.post(UPLOAD, BYTES, picture);
    Reply again = named.post(UPLOAD, BYTES, picture);
    assertThat(tokensBought()).isEqualTo(1);
    gateway.sandbox().faults().arm(Fault.UPLOAD_TOKEN_EXPIRED);

    Reply unnamed = customer.http().post(UPLOAD, BYTES, picture);
    Reply anew = customer.http().post(UPLOAD, BYTES, picture);

    assertThat(over.at("/code")).isEqualTo("upload_over");
    assertThat(again.at("/code")).isEqualTo("upload_over");
    assertThat(unnamed.at("/code")).isEqualTo("upload_over");
    assertThat(anew.status()).as("%s", anew).isEqualTo(200);
    assertThat(tokensBought()).isEqualTo(3);
  }

  @Test
  void anIdempotencyKeyStandsForOneFile() {
    Http named = customer.http().naming("one-file");

    Reply first = named.post(UPLOAD, BYTES, picture);
    Reply other = named.post(UPLOAD, BYTES, Forms.png(PICTURES.incrementAndGet(), 10));

    assertThat(first.status()).as("%s", first).isEqualTo(200);
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.at("/code")).isEqualTo("idempotency_key_reused");
    assertThat(tokensBought()).isEqualTo(1);
  }

  @Test
  void aLostConfirmationLosesNeitherTheLinkNorTheCent() {
    gateway.sandbox().faults().arm(Fault.CONFIRMATION_LOST);
    Reply lost = customer.http().post(UPLOAD, BYTES, picture);
    gateway.sandbox().faults().arm(Fault.CONFIRMATION_FAILS, 3);
    byte[] another = Forms.png(PICTURES.incrementAndGet(), 5_000);
    Reply failed = customer.http().post(UPLOAD, BYTES, another);
    Reply later = customer.http().post(UPLOAD, BYTES, another);

    assertThat(lost.json().get("confirmed").booleanValue()).isTrue();
    assertThat(failed.status()).isEqualTo(200);
    assertThat(failed.json().get("confirmed").booleanValue()).isFalse();
    assertThat(later.json().get("confirmed").booleanValue()).isTrue();
    assertThat(later.json().get("reused").booleanValue()).isTrue();
    assertThat(tokensBought()).isEqualTo(2);
  }

  @Test
  void aStoreThatNamesAnotherPlaceIsNotBelieved() {
    gateway.sandbox().faults().arm(Fault.BLOB_ELSEWHERE);

    Reply reply = customer.http().post(UPLOAD, BYTES, picture);

    assertThat(reply.at("/code")).isEqualTo("upload_refused");
    assertThat(reply.text()).doesNotContain("example.com");
  }

  @Test
  void anAnswerLostAfterThePaymentBuysNoSecondToken() {
    Http named = customer.http().naming("lost");
    gateway.sandbox().faults().arm(Fault.SETTLE_THEN_DROP);
    Reply doubt = named.post(UPLOAD, BYTES, picture);
    Reply still = named.post(UPLOAD, BYTES, picture);
    gateway.sandbox().chain().advance(Duration.ofSeconds(10));
    Eventually.until(
        "the loss of the token",
        () -> customer.job(doubt.at("/jobId")).at("/status").equals("failed"));

    Reply lost = named.post(UPLOAD, BYTES, picture);

    assertThat(doubt.status()).as("%s", doubt).isEqualTo(202);
    assertThat(still.status()).as("%s", still).isEqualTo(202);
    assertThat(lost.at("/code")).as("%s", lost).isEqualTo("upload_lost");
    assertThat(tokensBought()).isEqualTo(1);
    assertThat(customer.http().post(UPLOAD, BYTES, picture).status()).isEqualTo(200);
    assertThat(tokensBought()).isEqualTo(2);
  }

  @Test
  void whatWasUploadedCanBeEdited() {
    String link = customer.http().post(UPLOAD, BYTES, picture).at("/blobUrl");

    Reply edit =
        customer
            .http()
            .post(
                "/api/generate/nano-banana-pro/edit",
                "{\"prompt\":\"a hat\",\"images\":[\"" + link + "\"]}");

    assertThat(edit.status()).as("%s", edit).isEqualTo(200);
    assertThat(customer.ended(edit.at("/jobId")).path("status").asString()).isEqualTo("complete");
  }

  @Test
  void whoHangsUpMidwayBuysNothingAndLeavesNothing() throws Exception {
    URI url = gateway.teamUrl();
    String head =
        "POST /api/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + customer.secret()
            + "\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\n";
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(picture, 0, 60_000);
      socket.getOutputStream().flush();
      Eventually.until("the first bytes on the disk", () -> !spooled().isEmpty());
    }

    Eventually.until("nothing on the disk", () -> spooled().isEmpty());
    assertThat(tokensBought()).isZero();
  }

  /** Files that are being taken in. */
  private static List<Path> spooled() {
    try (Stream<Path> files = Files.walk(DATA.resolve("media/incoming"))) {
      return files.filter(file -> file.toString().endsWith(".part")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void nothingStaysOnTheDisk() {
    customer.http().post(UPLOAD, BYTES, picture);
    form(new Forms().file("file", Forms.png(3, 500)).file("two", picture));
    customer.http().post(UPLOAD, BYTES, new byte[10]);

    Eventually.until("nothing on the disk", () -> spooled().isEmpty());
  }

  @Test
  void anUploadIsNoModel() {
    Reply reply = customer.http().post("/api/generate/upload/upload", "{}");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.at("/help")).contains("POST /api/upload");
  }

  private Reply form(Forms form) {
    return customer.http().post(UPLOAD, Forms.TYPE, form.end());
  }

  private static void refused(Reply reply, int status, String field, String why) {
    assertThat(reply.status()).as("%s", reply).isEqualTo(status);
    assertThat(reply.at("/error/param")).as("%s", reply).isEqualTo(field);
    assertThat(reply.at("/detail")).contains(why);
    assertThat(reply.at("/help")).isNotEmpty();
  }

  private static Reply token(Http team) {
    return team.post(UPLOAD, "{\"filename\":\"fox.png\",\"contentType\":\"image/png\",\"size\":4}");
  }

  private static Reply confirm(Http team, Reply token, String link) {
    return team.post(CONFIRM, Map.of("uploadId", token.at("/uploadId"), "blobUrl", link));
  }

  /** As the seller's clients do it by themselves. */
  private static String put(Reply token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(token.at("/uploadUrl")))
            .header("authorization", "Bearer " + token.at("/clientToken"))
            .header("x-content-type", "image/png")
            .header("x-api-version", "11")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(Forms.png(7, 40)))
            .build();
    String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    return JsonMapper.shared().readTree(body).at("/url").asString();
  }

  private static byte[] download(String link) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(link)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray()).body();
  }

  private int tokensBought() {
    return gateway.sandbox().tokensCreated() - tokens;
  }

  private String spent() {
    return customer.limit().get("settled").asString();
  }
}
