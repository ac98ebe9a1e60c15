package dev.stipend.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/errors.md} explains every code, once, and says of it what the program does. */
class ErrorsDocumentTest {

  private static final Path DOCUMENT = Path.of("docs/errors.md");

  /** A heading is the anchor that {@link ProblemCode#documentation} links to. */
  private static final Pattern SECTION = Pattern.compile("(?ms)^### (\\S+)\\n(.*?)(?=^##|\\z)");

  private static final int PARTS_MIN = 3;

  @Test
  void everyCodeHasExactlyOneSectionAndEverySectionACode() throws IOException {
    Matcher section = SECTION.matcher(Files.readString(DOCUMENT));

    assertThat(section.results().map(found -> found.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList());
  }

  @ParameterizedTest
  @EnumSource
  void aSectionBeginsWithTheStatusAndWhetherClientsRetry(ProblemCode code) throws IOException {
    String facts = section(code).lines().findFirst().orElse("");

    assertThat(facts).isEqualTo(facts(code));
  }

  @ParameterizedTest
  @EnumSource
  void aSectionSaysWhenItComesWhatItMeansForMoneyAndTheWayOut(ProblemCode code) throws IOException {
    String section = section(code);

    assertThat(section.lines().filter(line -> !line.isBlank()).count())
        .isGreaterThanOrEqualTo(PARTS_MIN);
    assertThat(section.replace('\n', ' ')).containsPattern("paid|[Mm]oney|spent|cost|held");
  }

  private static String facts(ProblemCode code) {
    String retry = code.mayRetry() ? "SDKs retry." : "SDKs do not retry.";
    String openAi =
        code.openAiCode().equals(code.code()) ? "" : " OpenAI code `" + code.openAiCode() + "`.";
    return "Status " + code.status() + ". " + retry + openAi;
  }

  /** Empty when there is none. */
  private static String section(ProblemCode code) throws IOException {
    Matcher section = SECTION.matcher(Files.readString(DOCUMENT));
    return section
        .results()
        .filter(found -> found.group(1).equals(code.code()))
        .map(found -> found.group(2))
        .findFirst()
        .orElse("");
  }
}
