package dev.stipend.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stipend.money.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueReaderTest {

  private static final String ORIGINAL =
      """
      date: "2026-11-20"
      source: a test
      models:
        fox-1:
          kind: image
          price: {text: "$0.10", min: "0.10", max: "0.20"}
          ceiling: "0.25"
          typicalTime: 5s
          pollInterval: 500ms
          deadline: 10m
          parameters:
            prompt: {type: string, required: true, min: 1, max: 10000}
            size: {type: string, values: ["0.5 MP", "1 MP"], default: "1 MP", movesPrice: true}
            seed: {type: int, min: 0, max: 100}
          operations:
            generate: {}
      """;

  @Test
  void theShippedCatalogueHoldsWhatItPromises() {
    Catalogue catalogue = CatalogueReader.shipped();

    Operation picture = catalogue.find("nano-banana-pro", "generate").orElseThrow();
    assertThat(picture.upstreamType()).isEqualTo("nano-banana-pro-generate");
    assertThat(picture.result()).isEqualTo(ResultKind.IMAGE);
    assertThat(picture.ceiling()).isEqualTo(Money.parseDollars("0.30"));
    assertThat(picture.pollInterval()).isEqualTo(Duration.ofSeconds(3));
    Operation edit = catalogue.find("nano-banana-pro", "edit").orElseThrow();
    assertThat(edit.upstreamType()).isEqualTo("nano-banana-pro-edit");
    assertThat(edit.parameters())
        .extracting(Parameter::name)
        .containsExactly("prompt", "aspectRatio", "imageSize", "images");
    Operation clip = catalogue.find("veo-3.1", "generate").orElseThrow();
    assertThat(clip.upstreamType()).isEqualTo("veo-3.1-video");
    assertThat(clip.result()).isEqualTo(ResultKind.VIDEO);
    assertThat(clip.price().max()).isEqualTo(Money.parseDollars("3.20"));
    assertThat(clip.deadline()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void theShippedCeilingsStayBelowTheMaximumPriceTrap() {
    assertThat(CatalogueReader.shipped().models())
        .flatExtracting(Model::operations)
        .allMatch(operation -> operation.ceiling().atMost(Money.parseDollars("9.99")));
  }

  @Test
  void theReferenceInTheTreeIsTheShippedOne() {
    Catalogue tree = CatalogueReader.read(Path.of("config/catalogue.yaml"));

    assertThat(tree.date()).isEqualTo(CatalogueReader.shipped().date());
    assertThat(tree.models()).hasSameSizeAs(CatalogueReader.shipped().models());
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    Catalogue catalogue = CatalogueReader.shipped();

    assertThat(catalogue.find("nano-banana-pro", "make")).isEmpty();
    assertThat(catalogue.nearestModel("nano_banana_pro")).contains("nano-banana-pro");
    assertThat(catalogue.nearestModel("veo3")).contains("veo-3.1");
    assertThat(catalogue.nearestOperation("veo-3.1", "generat")).contains("generate");
    assertThat(catalogue.nearestOperation("sora", "generate")).isEmpty();
  }

  @Test
  void everyShapeOfParameterCanBeWritten() {
    Catalogue catalogue =
        CatalogueReader.read(
            "test.yaml",
            ORIGINAL
                + """
                      edit:
                        type: fox-edit
                        result: vector
                        ceiling: "0.30"
                        typicalTime: 1m
                        parameters:
                          prompt: {type: string, required: true, pattern: "[a-z ]+"}
                          images: {type: urls, required: true, min: 1, max: 8, movesPrice: true}
                          mask: {type: url, needs: [images]}
                          prompt_upsampling: {type: bool, default: false, aliases: [promptUpsampling]}
                          output_quality: {type: int, min: 0, max: 100, default: 80, movesPrice: true}
                """);

    Operation edit = catalogue.find("fox-1", "edit").orElseThrow();
    assertThat(edit.upstreamType()).isEqualTo("fox-edit");
    assertThat(edit.result()).isEqualTo(ResultKind.VECTOR);
    assertThat(edit.typicalTime()).isEqualTo(Duration.ofMinutes(1));
    assertThat(edit.deadline()).isEqualTo(Duration.ofMinutes(10));
    var result =
        (CheckResult.Accepted)
            new BodyCheck()
                .check(
                    edit,
                    "{\"prompt\":\"a fox\",\"promptUpsampling\":true,\"seed\":7,"
                        + "\"images\":[\"https://example.com/1\",\"https://example.com/2\"]}");
    assertThat(result.body())
        .isEqualTo(
            "{\"prompt\":\"a fox\",\"size\":\"1 MP\",\"seed\":7,"
                + "\"images\":[\"https://example.com/1\",\"https://example.com/2\"],"
                + "\"prompt_upsampling\":true,\"output_quality\":80}");
    assertThat(result.priceInputs())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("size", "1 MP", "images", "2", "output_quality", "80"));
  }

  @Test
  void whatAVariantCostsIsToldByTheFieldsThatMoveThePrice() {
    Operation clip = CatalogueReader.shipped().find("wan-2.6", "t2v").orElseThrow();
    Map<String, String> large = Map.of("duration", "15", "size", "1920*1080");

    assertThat(clip.price().expected(large)).contains(Money.parseDollars("2.25"));
    assertThat(clip.price().ceiling(large)).isEqualTo(Money.parseDollars("3.00"));
    assertThat(clip.price().ceiling(Map.of("duration", "5", "size", "720*1280")))
        .isEqualTo(Money.parseDollars("0.80"));
    assertThat(clip.price().expected(Map.of("duration", "5"))).isEmpty();
    assertThat(clip.price().ceiling(Map.of("duration", "999999999", "size", "720*1280")))
        .as("a number nobody can buy by")
        .isEqualTo(clip.ceiling());
  }

  @Test
  void aFileThatExtendsTheShippedOneNamesOnlyWhatIsDifferent() {
    Catalogue catalogue =
        CatalogueReader.read(
            "own.yaml",
            """
            extends: built-in
            date: "2026-12-01"
            models:
              nano-banana-pro:
                ceiling: "0.26"
                operations:
                  edit:
                    disabled: true
              sora-2:
                pinned: true
            """);

    assertThat(catalogue.models()).hasSameSizeAs(CatalogueReader.shipped().models());
    Operation picture = catalogue.find("nano-banana-pro", "generate").orElseThrow();
    assertThat(picture.ceiling()).isEqualTo(Money.parseDollars("0.26"));
    assertThat(picture.parameters()).hasSize(3);
    assertThat(catalogue.rule("nano-banana-pro/edit").disabled()).contains(true);
    assertThat(catalogue.rule("sora-2").pinned()).contains(true);
    assertThat(problemsOf("extends: built-inn")).contains("extends: must be built-in");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "price: \"0.10\"  | price: \"0.40\" | models.fox-1.operations.generate.variants.1: the ceiling is below the price: no call would pass",
        "size: [\"1 MP\"] | size: [\"9 MP\"] | models.fox-1.operations.generate.variants: 9 MP is no value of the field size",
        "size: [\"1 MP\"] | seed: [\"1\"] | models.fox-1.operations.generate.variants: when names seed, which is no field that moves the price",
        "when:            | each: size, when: | models.fox-1.operations.generate.variants: each names size, which is no number that moves the price",
        "oneOf: [seed]    | oneOf: [sed] | models.fox-1.operations.generate.oneOf: sed is no field",
        "prompt: a        | promt: a | models.fox-1.operations.generate.example: promt unknown field; did you mean prompt?"
      })
  void aMistakeInAVariantOrAnExampleIsNamed(String right, String wrong, String problem) {
    String file =
        ORIGINAL.replace(
            "generate: {}",
            "generate: {oneOf: [seed], example: {prompt: a, seed: 1}, variants: "
                + "[{when: {size: [\"1 MP\"]}, price: \"0.10\", ceiling: \"0.20\"}]}");
    CatalogueReader.read("good.yaml", file);

    assertThat(problemsOf(file.replace(right, wrong))).contains(problem);
  }

  @Test
  void allProblemsAreReportedAtOnceWithTheirPath() {
    String broken =
        """
        date: yesterday
        models:
          Fox:
            kind: picture
            celing: "1"
            price: {text: cheap, min: "0.50", max: 0.20}
            typicalTime: soon
            deadline: 10m
            parameters:
              size: {type: string, values: [1, "2"], default: "3"}
              prompt: {type: text}
            operations:
              generate:
                parameters:
                  mask: {type: url, needs: [image]}
        """;

    var thrown =
        catchThrowableOfType(
            InvalidCatalogueException.class, () -> CatalogueReader.read("bad.yaml", broken));

    assertThat(thrown.problems())
        .contains(
            "date: must be a date such as 2026-11-20",
            "source: is missing",
            "models.Fox: a name is lower-case letters, digits, dots and hyphens",
            "models.Fox.kind: must be one of image, video, upload",
            "models.Fox.celing: unknown field; did you mean ceiling?",
            "models.Fox.price.max: must be text, in quotes",
            "models.Fox.typicalTime: must be a duration such as 500ms, 3s, 10m or 1h",
            "models.Fox.parameters.size.values: must be text, in quotes",
            "models.Fox.parameters.size.default: 3 is not among what is allowed",
            "models.Fox.parameters.prompt.type: must be one of string, strings, int, bool, url, urls, any",
            "models.Fox.operations.generate.ceiling: is missing here and at the model",
            "models.Fox.operations.generate.parameters.mask: needs image, which is no other field");
    assertThat(thrown.problems())
        .noneMatch(
            problem ->
                problem.contains("generate.price") || problem.contains("generate.typicalTime"));
    assertThat(thrown).hasMessageStartingWith("bad.yaml is no usable catalogue:\n  date: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "ceiling: \"0.25\"       | ceiling: \"0.05\"   | models.fox-1.operations.generate: the ceiling is below min: no call would pass",
        "min: \"0.10\"           | min: \"0.30\"       | models.fox-1.operations.generate: min must not be above max",
        "deadline: 10m           | deadline: 1s        | models.fox-1.operations.generate: the deadline must not be before typicalTime or pollInterval",
        "typicalTime: 5s         | typicalTime: 0s     | models.fox-1.typicalTime: must be a duration such as 500ms, 3s, 10m or 1h",
        "max: \"0.20\"           | max: \"0.2000001\"  | models.fox-1.price.max: a dollar amount has at most six decimals",
        "type: int, min: 0       | type: int, min: 101 | models.fox-1.parameters.seed: min must not be above max",
        "type: int, min          | type: bool, min     | models.fox-1.parameters.seed: min and max are for free strings, ints and urls",
        "seed: {type: int        | seed: {type: int, aliases: [size] | models.fox-1.operations.generate.parameters.seed: size already means size",
        "seed: {type: int        | seed: {type: int, required: yes | models.fox-1.parameters.seed.required: must be true or false",
        "seed: {type: int        | seed: {type: int, pattern: x | models.fox-1.parameters.seed: values and pattern are for strings",
        "values: [\"0.5 MP\", \"1 MP\"] | pattern: \"[\" | models.fox-1.parameters.size.pattern: is no regular expression: Unclosed character class",
        "values: [\"0.5 MP\", \"1 MP\"], default: \"1 MP\" | max: 9 | models.fox-1.parameters.size: a string that moves the price needs values: it is written into the books",
        "values: [\"0.5 MP\"     | values: [\"1 MP\"   | models.fox-1.parameters.size.values: has an entry twice",
        "generate: {}            | generate: all       | models.fox-1.operations.generate: must be a mapping"
      })
  void aMistakeIsNamed(String right, String wrong, String problem) {
    assertThat(ORIGINAL).contains(right);

    assertThat(problemsOf(ORIGINAL.replace(right, wrong))).contains(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "'models: [', line",
    "'a: 1\na: 2', line",
    "'', date: is missing",
    "'[]', must be a mapping"
  })
  void whatIsNoCatalogueAtAllIsSaidSo(String yaml, String problem) {
    assertThat(problemsOf(yaml)).anyMatch(text -> text.contains(problem));
  }

  @Test
  void aMissingFileIsSaidSo() {
    assertThatExceptionOfType(InvalidCatalogueException.class)
        .isThrownBy(() -> CatalogueReader.read(Path.of("target/no-such-file.yaml")))
        .withMessageContaining("no-such-file.yaml");
  }

  private static List<String> problemsOf(String yaml) {
    return catchThrowableOfType(
            InvalidCatalogueException.class, () -> CatalogueReader.read("bad.yaml", yaml))
        .problems();
  }
}
