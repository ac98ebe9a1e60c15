package dev.stipend.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.cli.ProblemReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bad file is answered with exactly the report beside it. */
class BadConfigTest {

  private static final Path FOLDER = Path.of("src/test/resources/config/bad");

  @ParameterizedTest
  @MethodSource("badFiles")
  void badFileIsAnsweredWithTheReportBesideIt(Path file) throws IOException {
    Path expected = Path.of(file.toString().replace(".yaml", ".txt"));

    ConfigReading reading = ConfigReader.read(Map.of(), Optional.of(file));

    assertThat(reading).isInstanceOf(ConfigReading.Invalid.class);
    List<Problem> problems = ((ConfigReading.Invalid) reading).problems();
    assertThat(ProblemReport.format(problems)).isEqualTo(Files.readString(expected));
  }

  @Test
  void noReportShowsASecret() throws IOException {
    for (Path file : badFiles().toList()) {
      ConfigReading reading = ConfigReader.read(Map.of(), Optional.of(file));
      assertThat(reading.toString()).doesNotContain("hush");
    }
  }

  private static Stream<Path> badFiles() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }
}
