package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The seller changes what it sells, and says so in its document. */
class SellersDocumentTest {

  private static final String NEW = "/api/generate/nano-banana-3/generate";
  private static final String FIRST_GENERATION =
      "{\"prompt\":\"waves\",\"duration\":\"4\",\"resolution\":\"480p\",\"aspect_ratio\":\"1:1\","
          + "\"generate_audio\":true}";

  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    firstReading(gateway);
  }

  @Test
  void whatTheCatalogueDoesNotExplainIsLookedUpInTheDocument() {
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    try (RunningGateway own =
        RunningGateway.start(
            RunningGateway.newFolder(), Map.of(), () -> Instant.now().plus(ahead.get()))) {
      firstReading(own);
      own.sandbox().faults().arm(Fault.WITHDRAWN_MODEL, Faults.UNTIL_CLEARED);

      Reply gone = own.customer("5.00").http().post(Customer.CLIP, Map.of("prompt", "waves"));
      ahead.set(Duration.ofSeconds(90));

      assertThat(gone.at("/code")).isEqualTo("upstream_refused");
      Eventually.find(
          "the clip's withdrawal",
          () ->
              Optional.of(item(models(own), "veo-3.1/generate").get("availability").asString())
                  .filter("withdrawn"::equals));
    }
  }

  @AfterAll
  static void stop() {
    gateway.books().explain(gateway.sandbox().chain().transfers());
    gateway.close();
  }

  @AfterEach
  void asUsual() {
    gateway.sandbox().faults().clear();
    refresh();
  }

  @Test
  void theSandboxsOwnListAndTheCatalogueAgree() {
    for (JsonNode operation : models(gateway).get("items")) {
      assertThat(operation.get("availability").asString())
          .as(operation.get("id").asString())
          .isEqualTo("available");
      for (JsonNode change : operation.get("changes")) {
        assertThat(change.get("what").asString())
            .as("nobody documents how many images there may be")
            .isEqualTo("images: now 1 to 16");
        assertThat(change.get("since").asString()).startsWith("20");
      }
    }
  }

  @Test
  void bothGenerationsOfSeedanceAreBought() {
    Customer customer = gateway.customer("20.00");
    Reply second =
        customer
            .http()
            .post(
                "/api/generate/seedance/t2v",
                "{\"prompt\":\"waves\",\"duration\":\"4\",\"outputResolution\":\"480p\",\"aspectRatio\":\"1:1\"}");
    assertThat(second.header("X-Cost-Usd")).as("%s", second).isEqualTo("0.36");

    sell(Fault.FIRST_GENERATION);
    Reply first = customer.http().post("/api/generate/seedance/t2v", FIRST_GENERATION);

    assertThat(first.status()).as("%s", first).isEqualTo(200);
    assertThat(first.header("X-Cost-Usd")).isEqualTo("0.33");
    assertThat(changes("seedance/t2v").toString())
        .contains("outputResolution: now called resolution")
        .contains("generate_audio: new");
    assertThat(customer.ended(first.at("/jobId")).path("status").asString()).isEqualTo("complete");
    Reply renamed =
        customer
            .http()
            .post(
                "/api/quote/seedance/t2v", "{\"prompt\":\"waves\",\"outputResolution\":\"480p\"}");
    assertThat(renamed.at("/price")).as("%s", renamed).isEqualTo("0.33");
    assertThat(renamed.header("X-Stipend-Warning"))
        .contains("outputResolution: was renamed to resolution");
  }

  @Test
  void fieldsOfTheFirstGenerationAreNotSentToTheSecond() {
    Customer customer = gateway.customer("20.00");

    Reply refused = customer.http().post("/api/generate/seedance/t2v", FIRST_GENERATION);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("generate_audio").contains("unknown field");
  }

  @Test
  void whatTheSellerWithdrewIsSaidBeforeItIsAskedAndComesBack() {
    Customer customer = gateway.customer("5.00");
    gateway.sandbox().faults().arm(Fault.WITHDRAWN_MODEL);

    Reply asked = customer.http().post(Customer.CLIP, Map.of("prompt", "waves"));
    refresh();
    Reply told = customer.http().post(Customer.CLIP, Map.of("prompt", "waves"));

    assertThat(asked.at("/code")).isEqualTo("upstream_refused");
    assertThat(told.status()).as("%s", told).isEqualTo(404);
    assertThat(told.at("/code")).isEqualTo("model_unavailable");
    assertThat(told.at("/availability")).isEqualTo("withdrawn");
    assertThat(status(Customer.CLIP)).isEqualTo("withdrawn");

    gateway.sandbox().faults().clear();
    refresh();

    assertThat(customer.http().post(Customer.CLIP, Map.of("prompt", "waves")).status())
        .isEqualTo(200);
  }

  @Test
  void aModelOnlyTheSellerKnowsIsSoldOnceSomebodyGaveItACeiling() {
    Customer customer = gateway.customer("5.00");
    sell(Fault.NEW_MODEL);

    Reply unpriced = customer.http().post(NEW, Map.of("prompt", "a fox"));
    decide("nano-banana-3", "{\"ceiling\":\"0.20\",\"reason\":\"looked at it\"}");
    Reply bought = customer.http().post(NEW, Map.of("prompt", "a fox"));
    Reply tooDear = customer.http().post(NEW, Map.of("prompt", "a fox", "imageSize", "8K"));
    Reply wrong = customer.http().post(NEW, Map.of("prompt", "a fox", "imageSize", "16K"));

    assertThat(unpriced.at("/code")).isEqualTo("model_unavailable");
    assertThat(unpriced.at("/availability")).isEqualTo("unpriced");
    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(bought.header("X-Cost-Usd")).isEqualTo("0.09");
    assertThat(tooDear.at("/code")).isEqualTo("price_above_ceiling");
    assertThat(wrong.text()).contains("use one of 1K, 2K, 8K");
    assertThat(customer.ended(bought.at("/jobId")).path("status").asString()).isEqualTo("complete");
    decide("nano-banana-3", "{\"reason\":\"not any more\"}");
    assertThat(status(NEW)).isEqualTo("unpriced");
  }

  @Test
  void anOperatorDisablesAndWhatWasBoughtIsStillAnswered() {
    Customer customer = gateway.customer("5.00");
    Reply bought = customer.buyPicture("before", "a fox");
    decide("nano-banana-pro/generate", "{\"disabled\":true,\"reason\":\"too good\"}");

    Reply refused = customer.buyPicture("a fox");
    Reply again = customer.buyPicture("before", "a fox");

    assertThat(refused.at("/availability")).isEqualTo("disabled");
    assertThat(again.at("/jobId")).isEqualTo(bought.at("/jobId"));
    assertThat(gateway.admin().get("/admin/treasury/notices?limit=100").text())
        .contains("model nano-banana-pro/generate")
        .contains("disabled: too good");
    decide("nano-banana-pro/generate", "{\"reason\":\"good again\"}");
    assertThat(customer.buyPicture("a fox").status()).isEqualTo(200);
  }

  @Test
  void whatIsAskedForABodyThatCannotBePricedIsNeverPaid() {
    Customer customer = gateway.customer("50.00");
    decide("nano-banana-pro", "{\"ceiling\":\"12.00\",\"reason\":\"a mistake\"}");
    gateway.sandbox().faults().arm(Fault.QUOTE_MAXIMUM);

    Reply refused = customer.buyPicture("a trap");

    assertThat(refused.status()).as("%s", refused).isEqualTo(502);
    assertThat(refused.at("/reason")).isEqualTo("maximum_price");
    assertThat(customer.limit().get("left").asString()).isEqualTo("50.00");
    decide("nano-banana-pro", "{\"reason\":\"found\"}");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"DISCOVERY_DOWN", "DISCOVERY_BROKEN", "DISCOVERY_HUGE", "DISCOVERY_FOREIGN"})
  void aDocumentThatIsNoneChangesNothing(Fault fault) {
    JsonNode before = models(gateway).get("items");
    gateway.sandbox().faults().arm(fault);

    Reply refreshed = gateway.admin().post("/admin/models/refresh", "{}");

    assertThat(refreshed.json().get("taken").booleanValue()).isFalse();
    assertThat(refreshed.at("/trouble")).isNotEmpty();
    assertThat(models(gateway).get("items")).isEqualTo(before);
    assertThat(models(gateway).at("/document/trouble").asString())
        .isEqualTo(refreshed.at("/trouble"));
  }

  @Test
  void theLastGoodDocumentSurvivesARestart() {
    Path data = RunningGateway.newFolder();
    try (RunningGateway first = RunningGateway.start(data, Map.of())) {
      first.sandbox().faults().arm(Fault.NEW_MODEL);
      first.admin().post("/admin/models/refresh", "{}");
      first
          .admin()
          .send("PUT", "/admin/models/sora-2", "{\"disabled\":true,\"reason\":\"a test\"}");
    }

    try (RunningGateway second = RunningGateway.start(data, Map.of())) {
      JsonNode models = models(second);

      assertThat(item(models, "nano-banana-3/generate").get("availability").asString())
          .isEqualTo("unpriced");
      assertThat(item(models, "sora-2/generate").get("availability").asString())
          .isEqualTo("disabled");
    }
  }

  @Test
  void whereTheDocumentIsNotFollowedTheFileAloneHolds() {
    Path data = RunningGateway.newFolder();
    try (RunningGateway alone =
        RunningGateway.start(data, Map.of("STIPEND_DISCOVERY_USE", "off"))) {
      assertThat(models(alone).get("document").isEmpty()).isTrue();
      assertThat(models(alone).findValues("what")).isEmpty();
      assertThat(alone.customer("1.00").buyPicture("a fox").status()).isEqualTo(200);
    }
  }

  private static void firstReading(RunningGateway of) {
    Eventually.find(
        "the first reading",
        () ->
            Optional.of(models(of).at("/document/readAt").asString(""))
                .filter(at -> !at.isEmpty()));
  }

  private static void sell(Fault state) {
    gateway.sandbox().faults().arm(state, Faults.UNTIL_CLEARED);
    refresh();
  }

  private static void refresh() {
    Eventually.find(
        "a reading that is taken",
        () ->
            Stream.of(gateway.admin().post("/admin/models/refresh", "{}"))
                .filter(reply -> reply.json().get("taken").booleanValue())
                .findFirst());
  }

  private static void decide(String name, String rule) {
    Reply decided = gateway.admin().send("PUT", "/admin/models/" + name, rule);
    assertThat(decided.status()).as("%s", decided).isEqualTo(200);
  }

  private static JsonNode models(RunningGateway of) {
    return of.admin().get("/admin/models").json();
  }

  private static JsonNode item(JsonNode models, String id) {
    return models
        .get("items")
        .valueStream()
        .filter(each -> each.get("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode changes(String id) {
    return item(models(gateway), id).get("changes");
  }

  private static String status(String path) {
    return gateway.team().get("/api/models").json().findValues("operations").stream()
        .flatMap(JsonNode::valueStream)
        .filter(each -> each.get("path").asString().equals(path))
        .map(each -> each.get("status").asString())
        .findFirst()
        .orElseThrow();
  }
}
