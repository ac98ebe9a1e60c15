package dev.stipend.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.catalog.CheckResult.Accepted;
import dev.stipend.money.Money;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the seller's document may change, and what it may not. */
class OverlayTest {

  private static final String FILE =
      """
      date: "2026-11-20"
      source: a test
      models:
        fox-1:
          kind: image
          price: {text: "$0.10", min: "0.10", max: "0.20"}
          ceiling: "0.25"
          variants:
            - {when: {size: ["2K"]}, price: "0.20", ceiling: "0.22"}
          typicalTime: 5s
          pollInterval: 1s
          deadline: 10m
          parameters:
            prompt: {type: string, required: true, min: 1}
            size: {type: string, values: ["1K", "2K"], default: "1K", movesPrice: true}
            aspect_ratio: {type: string, values: ["1:1", "16:9"], default: "1:1"}
          operations:
            generate: {example: {prompt: a fox}}
            edit:
              parameters:
                images: {type: urls, required: true, min: 1, max: 4}
              example: {prompt: a fox, images: ["https://example.com/a.png"]}
        owl-1:
          kind: image
          pinned: true
          price: {text: "$0.10", min: "0.10", max: "0.20"}
          ceiling: "0.25"
          typicalTime: 5s
          pollInterval: 1s
          deadline: 10m
          parameters:
            prompt: {type: string, required: true, min: 1}
          operations:
            generate: {}
      """;

  private static final String PROMPT = "\"prompt\":{\"type\":\"string\",\"minLength\":1}";
  private static final String SIZE =
      "\"size\":{\"type\":\"string\",\"enum\":[\"1K\",\"2K\"],\"default\":\"1K\"}";
  private static final String RATIO =
      "\"aspect_ratio\":{\"type\":\"string\",\"enum\":[\"1:1\",\"16:9\"]}";
  private static final String IMAGES =
      "\"images\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":4,\"items\":{\"type\":\"string\",\"format\":\"uri\"}}";
  private static final String SAME = String.join(",", PROMPT, SIZE, RATIO);
  private static final Optional<Money> NO_CEILING = Optional.empty();

  private final Catalogue catalogue = CatalogueReader.read("test.yaml", FILE);
  private final BodyCheck check = new BodyCheck();

  @Test
  void aDocumentThatSaysTheSameChangesNothing() {
    lay(Map.of("fox-1/generate", SAME, "fox-1/edit", SAME + "," + IMAGES));

    Catalogue file = CatalogueReader.read("test.yaml", FILE);
    assertThat(operation("fox-1", "generate")).isEqualTo(file.find("fox-1", "generate").get());
    assertThat(operation("fox-1", "edit")).isEqualTo(file.find("fox-1", "edit").get());
    assertThat(standing("fox-1", "generate").differences()).isEmpty();
    assertThat(standing("fox-1", "edit").availability()).isEqualTo(Availability.AVAILABLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "\"1K\",\"2K\"]  | \"1K\",\"2K\",\"8K\"] | size: also takes 8K",
        "\"1K\",\"2K\"]  | \"1K\"] | size: no longer takes 2K",
        "\"default\":\"1K\" | \"default\":\"2K\" | size: default now 2K",
        "\"aspect_ratio\" | \"aspectRatio\" | aspect_ratio: now called aspectRatio",
        "\"minLength\":1 | \"minLength\":1,\"maxLength\":500 | prompt: now 1 to 500",
        "\"prompt\":{ | \"seed\":{\"type\":\"integer\"},\"prompt\":{ | seed: new"
      })
  void aDifferenceIsTakenUpAndTold(String before, String now, String difference) {
    assertThat(SAME).contains(before);

    lay(Map.of("fox-1/generate", SAME.replace(before, now), "fox-1/edit", SAME + "," + IMAGES));

    assertThat(standing("fox-1", "generate").differences()).containsExactly(difference);
  }

  @Test
  void aFieldThatIsGoneIsNotTakenAnyMore() {
    lay(Map.of("fox-1/generate", PROMPT + "," + SIZE, "fox-1/edit", SAME + "," + IMAGES));

    assertThat(standing("fox-1", "generate").differences()).containsExactly("aspect_ratio: gone");
    assertThat(
            check.check(
                operation("fox-1", "generate"), "{\"prompt\":\"x\",\"aspect_ratio\":\"1:1\"}"))
        .isInstanceOf(CheckResult.Refused.class);
  }

  @Test
  void whoUsesTheOldNameOfAFieldIsUnderstood() {
    lay(Map.of("fox-1/generate", SAME.replace("\"size\"", "\"imageSize\"")));
    lay(Map.of("fox-1/generate", SAME.replace("aspect_ratio", "aspectRatio")));

    Accepted accepted =
        (Accepted)
            check.check(
                operation("fox-1", "generate"), "{\"prompt\":\"x\",\"aspect_ratio\":\"16:9\"}");

    assertThat(accepted.body()).contains("\"aspectRatio\":\"16:9\"").contains("\"size\":\"1K\"");
    assertThat(accepted.warnings()).containsExactly("aspect_ratio: was renamed to aspectRatio");
  }

  @Test
  void aNewFieldWithFewValuesIsSentAndWrittenDownAsIfItMovedThePrice() {
    lay(
        Map.of(
            "fox-1/generate",
            SAME
                + ",\"detail\":{\"type\":\"string\",\"enum\":[\"low\",\"high\"],\"default\":\"high\"}"));

    Accepted accepted =
        (Accepted) check.check(operation("fox-1", "generate"), "{\"prompt\":\"x\"}");

    assertThat(accepted.body()).contains("\"detail\":\"high\"");
    assertThat(accepted.priceInputs()).containsEntry("detail", "high");
  }

  @Test
  void noDocumentRaisesACeiling() {
    List<String> documents =
        List.of(
            SAME,
            SAME.replace("\"1K\",\"2K\"]", "\"1K\",\"2K\",\"8K\"]"),
            PROMPT,
            PROMPT + "," + SIZE.replace("size", "imageSize"));
    for (String fields : documents) {
      lay(Map.of("fox-1/generate", fields, "cat-9/generate", PROMPT));

      Operation fox = operation("fox-1", "generate");
      for (Map<String, String> inputs :
          List.of(Map.of("size", "8K"), Map.of("size", "2K"), Map.of("imageSize", "2K"))) {
        assertThat(fox.price().ceiling(inputs).atMost(Money.parseDollars("0.25"))).isTrue();
      }
      assertThat(operation("cat-9", "generate").ceiling()).isEqualTo(Money.ZERO);
    }
  }

  @Test
  void whatTheDocumentLacksIsWithdrawnAndComesBackWithIt() {
    lay(Map.of("fox-1/edit", SAME + "," + IMAGES));

    assertThat(standing("fox-1", "generate").availability()).isEqualTo(Availability.WITHDRAWN);
    assertThat(operation("fox-1", "generate")).as("its jobs go on").isNotNull();

    lay(Map.of("fox-1/edit", SAME + "," + IMAGES, "fox-1/generate", SAME));

    assertThat(standing("fox-1", "generate").availability()).isEqualTo(Availability.AVAILABLE);
  }

  @Test
  void whatIsPinnedStaysAsItIsAndItsDifferencesAreTold() {
    lay(Map.of("fox-1/generate", SAME, "owl-1/generate", PROMPT + "," + SIZE));

    assertThat(operation("owl-1", "generate").parameters()).hasSize(1);
    assertThat(standing("owl-1", "generate").differences()).containsExactly("size: new");

    lay(Map.of("fox-1/generate", SAME));

    assertThat(standing("owl-1", "generate").availability()).isEqualTo(Availability.AVAILABLE);
    assertThat(standing("owl-1", "generate").differences()).containsExactly("gone");
  }

  @Test
  void whatOnlyTheDocumentHasIsSoldOnceItHasACeiling() {
    Map<String, String> live = Map.of("fox-1/generate", SAME, "cat-9/generate", PROMPT);

    lay(live);
    assertThat(standing("cat-9", "generate").availability()).isEqualTo(Availability.UNPRICED);

    catalogue.lay(Optional.of(document(live)), Map.of("cat-9", ceiling("0.40")), NO_CEILING);
    assertThat(standing("cat-9", "generate").availability()).isEqualTo(Availability.AVAILABLE);
    assertThat(operation("cat-9", "generate").ceiling()).isEqualTo(Money.parseDollars("0.40"));

    catalogue.lay(Optional.of(document(live)), Map.of(), Optional.of(Money.parseDollars("0.15")));
    assertThat(operation("cat-9", "generate").ceiling()).isEqualTo(Money.parseDollars("0.15"));
    assertThat(operation("fox-1", "generate").ceiling())
        .as("a ceiling for what is new is none for what is known")
        .isEqualTo(Money.parseDollars("0.25"));
  }

  @Test
  void operatorsDisableCapAndRaise() {
    Map<String, Rule> rules =
        Map.of(
            "fox-1",
            new Rule(Optional.of(true), Optional.empty(), Optional.of(Money.parseDollars("0.15"))),
            "fox-1/edit",
            new Rule(
                Optional.of(false), Optional.empty(), Optional.of(Money.parseDollars("2.00"))));
    catalogue.lay(Optional.empty(), rules, NO_CEILING);

    assertThat(standing("fox-1", "generate").availability()).isEqualTo(Availability.DISABLED);
    assertThat(operation("fox-1", "generate").price().ceiling(Map.of("size", "2K")))
        .isEqualTo(Money.parseDollars("0.15"));
    assertThat(standing("fox-1", "edit").availability()).isEqualTo(Availability.AVAILABLE);
    assertThat(operation("fox-1", "edit").price().ceiling(Map.of("size", "2K")))
        .isEqualTo(Money.parseDollars("2.00"));

    catalogue.lay(Optional.empty(), Map.of(), NO_CEILING);

    assertThat(operation("fox-1", "generate").price().ceiling(Map.of("size", "2K")))
        .isEqualTo(Money.parseDollars("0.22"));
  }

  @Test
  void aCeilingTimesANumberThatNobodyCanCountIsTheOperations() {
    Money huge = Money.ofMicros(Money.MICROS_MAX / 2);
    Variant variant = new Variant(Map.of(), "seconds", Money.parseDollars("1"), huge);
    Price price = new Price("much", Money.ZERO, huge, huge, List.of(variant));

    assertThat(price.ceiling(Map.of("seconds", "9999"))).isEqualTo(huge);
    assertThat(price.expected(Map.of("seconds", "15"))).contains(Money.parseDollars("15"));
    assertThat(price.expected(Map.of("seconds", "99999"))).isEmpty();
  }

  @Test
  void whatTheFileDisablesAnOperatorCanSellAgain() {
    String file = FILE.replace("pinned: true", "disabled: true");
    Catalogue strict = CatalogueReader.read("test.yaml", file);
    Operation owl = strict.find("owl-1", "generate").orElseThrow();
    assertThat(strict.standing(owl).availability()).isEqualTo(Availability.DISABLED);

    strict.lay(
        Optional.empty(),
        Map.of("owl-1", new Rule(Optional.of(false), Optional.empty(), Optional.empty())),
        NO_CEILING);

    assertThat(strict.standing(owl).availability()).isEqualTo(Availability.AVAILABLE);
  }

  @Test
  void pricesThatWereQuotedAreShownAndChangeNoCeiling() {
    Operation fox = operation("fox-1", "generate");
    assertThat(catalogue.quoted(fox)).isEmpty();

    for (String price : List.of("0.12", "0.24", "0.10")) {
      catalogue.quoted(fox, Money.parseDollars(price));
    }

    assertThat(catalogue.quoted(fox))
        .contains(
            new Quoted(
                Money.parseDollars("0.10"),
                Money.parseDollars("0.24"),
                Money.parseDollars("0.10")));
    assertThat(operation("fox-1", "generate")).isEqualTo(fox);
  }

  @Test
  void whatIsAskedForABodyThatCannotBePricedIsKnown() {
    lay(Map.of("fox-1/generate", SAME, "cat-9/generate", PROMPT));

    assertThat(standing("fox-1", "generate").trap()).isEqualTo(Money.parseDollars("10.00"));
    assertThat(standing("cat-9", "generate").trap()).isEqualTo(Money.parseDollars("10.00"));
  }

  private void lay(Map<String, String> fields) {
    catalogue.lay(Optional.of(document(fields)), Map.of(), NO_CEILING);
  }

  private static Announcement document(Map<String, String> fields) {
    List<String> paths = new ArrayList<>();
    fields.forEach(
        (id, properties) ->
            paths.add(
                """
                "/api/generate/%s":{"post":{
                  "x-payment-info":{"price":{"mode":"dynamic","min":"0","max":"10.00"}},
                  "requestBody":{"content":{"application/json":{"schema":{
                    "type":"object","properties":{%s},"required":%s}}}}}}
                """
                    .formatted(
                        id,
                        properties,
                        properties.contains("images")
                            ? "[\"prompt\",\"images\"]"
                            : "[\"prompt\"]")));
    String document = "{\"openapi\":\"3.1.0\",\"paths\":{" + String.join(",", paths) + "}}";
    return ((OpenApi.Read)
            new OpenApi("/api/generate/{model}/{operation}")
                .read(document.getBytes(StandardCharsets.UTF_8)))
        .announcement();
  }

  private Operation operation(String model, String name) {
    return catalogue.find(model, name).orElseThrow();
  }

  private Standing standing(String model, String name) {
    return catalogue.standing(operation(model, name));
  }

  private static Rule ceiling(String dollars) {
    return new Rule(Optional.empty(), Optional.empty(), Optional.of(Money.parseDollars(dollars)));
  }
}
