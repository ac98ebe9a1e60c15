package dev.stipend.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stipend.catalog.CheckResult.Accepted;
import dev.stipend.catalog.CheckResult.Cause;
import dev.stipend.catalog.CheckResult.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyCheckTest {

  private static final Catalogue CATALOGUE = CatalogueReader.shipped();
  private static final Operation PICTURE = CATALOGUE.find("nano-banana-pro", "generate").get();
  private static final Operation EDIT = CATALOGUE.find("nano-banana-pro", "edit").get();
  private static final Operation CLIP = CATALOGUE.find("veo-3.1", "generate").get();

  private static final List<String> FIELDS = List.of("prompt", "aspectRatio", "imageSize");

  private final BodyCheck check = new BodyCheck();

  @Test
  void theCanonicalBodyIsInCatalogueOrderWithThePriceSpelledOut() {
    Accepted accepted =
        accepted(PICTURE, "{\"aspectRatio\":\"16:9\", \"prompt\":\"a fox \\u00e9\"}");

    assertThat(accepted.body())
        .isEqualTo("{\"prompt\":\"a fox é\",\"aspectRatio\":\"16:9\",\"imageSize\":\"1K\"}");
    assertThat(accepted.priceInputs()).isEqualTo(Map.of("imageSize", "1K"));
    assertThat(accepted.warnings()).isEmpty();
  }

  @Test
  void aDefaultThatDoesNotMoveThePriceIsNotSent() {
    assertThat(accepted(CLIP, "{\"prompt\":\"waves\"}").body())
        .isEqualTo("{\"prompt\":\"waves\",\"durationSeconds\":\"4\"}");
  }

  @Test
  void aNumberAmongFixedChoicesBecomesAStringWithAWarning() {
    Accepted accepted = accepted(CLIP, "{\"prompt\":\"waves\",\"durationSeconds\":8}");

    assertThat(accepted.body()).contains("\"durationSeconds\":\"8\"");
    assertThat(accepted.priceInputs()).containsEntry("durationSeconds", "8");
    assertThat(accepted.warnings())
        .containsExactly("durationSeconds: 8 was sent as a number and converted to \"8\"");
  }

  @Test
  void aKnownOtherSpellingIsRenamedWithAWarning() {
    Accepted accepted = accepted(PICTURE, "{\"prompt\":\"a fox\",\"aspect_ratio\":\"4:3\"}");

    assertThat(accepted.body()).contains("\"aspectRatio\":\"4:3\"");
    assertThat(accepted.warnings()).containsExactly("aspect_ratio: was renamed to aspectRatio");
  }

  @Test
  void nullIsAsGoodAsAbsent() {
    Accepted accepted = accepted(PICTURE, "{\"prompt\":\"a fox\",\"imageSize\":null}");

    assertThat(accepted.body()).contains("\"imageSize\":\"1K\"");
    assertThat(accepted.warnings()).containsExactly("imageSize: null was left out");
    assertThat(problems(PICTURE, "{\"prompt\":null}"))
        .containsExactly(new BodyProblem("prompt", "missing", "send prompt, it is required"));
  }

  @Test
  void everyProblemOfABodyIsNamedWithItsWayOut() {
    assertThat(problems(PICTURE, "{\"imagesize\":\"2K\",\"imageSize\":\"8K\",\"colour\":1}"))
        .containsExactlyInAnyOrder(
            new BodyProblem(
                "imagesize",
                "unknown field",
                "did you mean imageSize?",
                FIELDS,
                Optional.of("imageSize")),
            new BodyProblem(
                "imageSize",
                "\"8K\" is not allowed",
                "use one of 1K, 2K, 4K",
                List.of("1K", "2K", "4K"),
                Optional.empty()),
            new BodyProblem(
                "colour",
                "unknown field",
                "leave it out; nano-banana-pro/generate takes prompt, aspectRatio, imageSize",
                FIELDS,
                Optional.empty()),
            new BodyProblem("prompt", "missing", "send prompt, it is required"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "{\"prompt\":7}                              | prompt | must be a string",
        "{\"prompt\":[\"x\"]}                        | prompt | must be a string",
        "{\"prompt\":\"\"}                           | prompt | is empty",
        "{\"prompt\":\" \\n\"}                       | prompt | is empty",
        "{\"prompt\":\"\\ud83d\"}                    | prompt | contains half a character",
        "{\"prompt\":\"x\",\"imageSize\":true}       | imageSize | must be a string",
        "{\"prompt\":\"x\",\"imageSize\":{\"a\":1}}  | imageSize | must be a string",
        "{\"prompt\":\"x\",\"imageSize\":1e999999999} | imageSize | must be a string",
        "{\"prompt\":\"x\",\"imageSize\":4.0}        | imageSize | must be a string",
        "{\"prompt\":\"x\",\"imageSize\":4}          | imageSize | \"4\" is not allowed",
        "{\"prompt\":\"x\",\"prompt\":\"y\"}         | prompt | given twice",
        "{\"prompt\":\"x\",\"aspectRatio\":\"1:1\",\"aspect_ratio\":\"1:1\"} | aspectRatio | given as aspectRatio and as aspect_ratio"
      })
  void aWrongValueIsRefused(String body, String field, String reason) {
    assertThat(problems(PICTURE, body))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.field()).isEqualTo(field);
              assertThat(problem.reason()).isEqualTo(reason);
              assertThat(problem.wayOut()).isNotBlank();
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "\"https://example.com/a.png\"                    | must be a list of links",
        "[]                                               | has 0 entries",
        "[1]                                              | entry 1 must be a string",
        "[\"https://example.com/a.png\",\"file:///etc\"]  | entry 2 is not a https link",
        "[\"http://example.com/a.png\"]                   | entry 1 is not a https link",
        "[\"https://user:word@example.com/a.png\"]        | entry 1 is not a https link",
        "[\"data:image/png;base64,AAAA\"]                 | entry 1 is not a https link",
        "[\"https:///a.png\"]                             | entry 1 is not a https link",
        "[\"https://example.com/a b.png\"]                | entry 1 is not a https link"
      })
  void onlyPublicLinksAreLinks(String images, String reason) {
    assertThat(problems(EDIT, "{\"prompt\":\"x\",\"images\":" + images + "}"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({"1k, 1K", "1 K, 1K", "4-k, 4K"})
  void aValueInAnotherSpellingIsAnsweredWithTheRightOne(String given, String meant) {
    assertThat(problems(PICTURE, "{\"prompt\":\"x\",\"imageSize\":\"" + given + "\"}"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.nearest()).contains(meant);
              assertThat(problem.wayOut())
                  .isEqualTo("did you mean " + meant + "? Allowed are 1K, 2K, 4K");
            });
  }

  @Test
  void aWholeNumberAndAFlagAsTextAreConvertedWithAWarning() {
    Operation flux = CATALOGUE.find("flux-2-pro", "generate").get();

    Accepted accepted =
        accepted(
            flux, "{\"prompt\":\"x\",\"output_quality\":\"90\",\"prompt_upsampling\":\"true\"}");

    assertThat(accepted.body()).contains("\"output_quality\":90,\"prompt_upsampling\":true");
    assertThat(accepted.warnings())
        .containsExactly(
            "output_quality: \"90\" was sent as a string and converted to 90",
            "prompt_upsampling: \"true\" was sent as a string and converted to true");
  }

  @Test
  void ofFieldsThatExcludeEachOtherExactlyOneIsThere() {
    Operation clip = CATALOGUE.find("seedance", "i2v").get();
    String rest =
        "\"prompt\":\"x\",\"duration\":\"4\",\"outputResolution\":\"480p\",\"aspectRatio\":\"1:1\"";
    String image = ",\"image\":\"https://example.com/a.png\"";
    String urls =
        ",\"mode\":\"keyframe\",\"urls\":[\"https://example.com/a.png\"],\"urlMediaTypes\":[\"image\"]";

    assertThat(accepted(clip, "{" + rest + image + "}").body()).contains("image");
    assertThat(accepted(clip, "{" + rest + urls + "}").body()).contains("keyframe");
    assertThat(problems(clip, "{" + rest + "}"))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.wayOut()).isEqualTo("send exactly one of image, urls"));
    assertThat(problems(clip, "{" + rest + image + urls + "}"))
        .extracting(BodyProblem::field, BodyProblem::reason)
        .containsExactly(tuple("urls", "given beside image"));
  }

  @Test
  void aListHasItsBounds() {
    String link = "\"https://example.com/a.png\"";
    String fourteen = String.join(",", Collections.nCopies(14, link));

    assertThat(accepted(EDIT, "{\"prompt\":\"x\",\"images\":[" + fourteen + "]}").body())
        .contains("example.com");
    assertThat(problems(EDIT, "{\"prompt\":\"x\",\"images\":[" + fourteen + "," + link + "]}"))
        .containsExactly(new BodyProblem("images", "has 15 entries", "send 1 to 14 links"));
  }

  @Test
  void aFieldThatNeedsAnotherDoesNotComeAlone() {
    assertThat(problems(CLIP, "{\"prompt\":\"x\",\"lastFrame\":\"https://example.com/a.png\"}"))
        .containsExactly(
            new BodyProblem(
                "lastFrame", "makes no sense without image", "send image too, or neither"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "secret words",
        "{",
        "{\"prompt\":\"secret words",
        "{\"prompt\":\"x\"",
        "{\"prompt\" \"x\"}",
        "{'prompt':'secret words'}",
        "{\"prompt\":\"x\"} secret",
        "{\"prompt\":\"x\"}{}",
        "{\"prompt\":\"secret\u0001words\"}",
        "{\"prompt\":NaN}",
        "{\"prompt\":\"x\",}"
      })
  void whatIsNotJsonIsSaidToBeNotJsonWithoutRepeatingIt(String body) {
    Refused refused = refused(PICTURE, body);

    assertThat(refused.cause()).isEqualTo(Cause.NOT_JSON);
    assertThat(refused.toString()).doesNotContain("secret").doesNotContain("words");
  }

  @Test
  void thePlaceOfASyntaxErrorIsNamed() {
    assertThat(problems(PICTURE, "{\n  \"prompt\": fox\n}").getFirst().reason())
        .startsWith("not JSON (line 2, column ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"text\"", "7", "null", "true"})
  void whatIsNoObjectIsRefused(String body) {
    assertThat(problems(PICTURE, body).getFirst().reason())
        .isEqualTo("the body is not a JSON object");
  }

  @Test
  void bytesThatAreNoTextAreNotJson() {
    byte[] body = "{\"prompt\":\"?\"}".getBytes(StandardCharsets.UTF_8);
    body[11] = (byte) 0xff;

    assertThat(check.check(PICTURE, body)).isInstanceOf(Refused.class);
  }

  @Test
  void depthAndSizeAreBounded() {
    String deep = "{\"prompt\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    String large = "{\"prompt\":\"" + "x".repeat(BodyCheck.BYTES_MAX) + "\"}";
    String longNumber = "{\"prompt\":" + "9".repeat(10_000) + "}";

    assertThat(refused(PICTURE, deep).cause()).isEqualTo(Cause.INVALID);
    assertThat(refused(PICTURE, large).cause()).isEqualTo(Cause.TOO_LARGE);
    assertThat(refused(PICTURE, longNumber).cause()).isEqualTo(Cause.INVALID);
  }

  @Test
  void noMessageRepeatsAPromptALinkOrALongValue() {
    String secret = "secret".repeat(20);

    Refused refused =
        refused(
            CLIP,
            "{\"prompt\":{\"a\":\"%s\"},\"negativePrompt\":[\"%s\"],\"image\":\"ftp://%s\",\"resolution\":\"%s\",\"%s\":1}"
                .replace("%s", secret));

    assertThat(refused.problems()).hasSize(5);
    assertThat(refused.toString()).doesNotContain("secret".repeat(7));
  }

  @Test
  void anAcceptedBodyIsNotShown() {
    assertThat(accepted(PICTURE, "{\"prompt\":\"secret\"}").toString()).doesNotContain("secret");
  }

  @Test
  void equalRequestsHaveOneFingerprintAndOthersAnother() {
    String one = accepted(PICTURE, "{\"prompt\":\"a fox\"}").fingerprint();

    assertThat(one).matches("[0-9a-f]{64}");
    assertThat(
            accepted(PICTURE, " {\"imageSize\":\"1K\" , \"prompt\":\"\\u0061 fox\"}").fingerprint())
        .isEqualTo(one);
    assertThat(accepted(PICTURE, "{\"prompt\":\"a fix\"}").fingerprint()).isNotEqualTo(one);
    assertThat(
            List.of(
                accepted(CLIP, "{\"prompt\":\"a fox\"}").fingerprint(),
                accepted(PICTURE, "{\"prompt\":\"a fox\",\"imageSize\":\"2K\"}").fingerprint()))
        .doesNotContain(one);
  }

  @Test
  void theCanonicalBodyIsItsOwnCanonicalBody() {
    Accepted first =
        accepted(CLIP, "{\"durationSeconds\":6,\"prompt\":\"\\\"\\u2028\\ud83e\\udd8a\"}");
    Accepted second = accepted(CLIP, first.body());

    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(second.warnings()).isEmpty();
  }

  @Property(tries = 2000)
  void anyTextHasAnAnswer(@ForAll String text) {
    assertThat(check.check(PICTURE, text)).isNotNull();
    assertThat(check.check(PICTURE, "{\"prompt\":\"" + text)).isNotNull();
  }

  private Accepted accepted(Operation operation, String body) {
    CheckResult result = check.check(operation, body);
    assertThat(result).isInstanceOf(Accepted.class);
    return (Accepted) result;
  }

  private Refused refused(Operation operation, String body) {
    CheckResult result = check.check(operation, body);
    assertThat(result).isInstanceOf(Refused.class);
    return (Refused) result;
  }

  private List<BodyProblem> problems(Operation operation, String body) {
    return refused(operation, body).problems();
  }
}
