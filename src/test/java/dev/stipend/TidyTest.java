package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house that concern text rather than structure. */
class TidyTest {

  private static final Path MAIN = Path.of("src/main/java");
  private static final Path SOURCES = Path.of("src");
  private static final int CLASS_LINES_MAX = 500;
  private static final int LUA_LINES_MAX = 120;

  /** A marker is spelled in halves so that this file does not find itself. */
  private static final Pattern LOOSE_END =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b|printStack" + "Trace");

  private static final Pattern CONSOLE = Pattern.compile("System\\.(out|err)\\.");

  @Test
  void everyFileIsFormatted() throws Exception {
    List<String> unformatted = new ArrayList<>();
    for (Path file : Format.javaFiles(SOURCES)) {
      String source = Files.readString(file);
      if (!Format.format(source).equals(source)) {
        unformatted.add(file.toString());
      }
    }
    assertThat(unformatted).as("files to format with: mvn initialize exec:exec@format").isEmpty();
  }

  @Test
  void noFileHasALooseEnd() throws IOException {
    assertThat(linesThatMatch(LOOSE_END, Format.javaFiles(SOURCES))).isEmpty();
  }

  @Test
  void onlyTheCommandLineWritesToTheConsole() throws IOException {
    List<Path> files =
        Format.javaFiles(MAIN).stream()
            .filter(file -> !file.endsWith("Main.java") && !file.toString().contains("/cli/"))
            .toList();
    assertThat(linesThatMatch(CONSOLE, files)).isEmpty();
  }

  @Test
  void noClassIsLongerThanTheLimit() throws IOException {
    assertThat(filesLongerThan(CLASS_LINES_MAX, Format.javaFiles(MAIN))).isEmpty();
  }

  @Test
  void noScriptIsLongerThanTheLimit() throws IOException {
    Path scripts = Path.of("src/main/resources/redis");
    if (Files.notExists(scripts)) {
      return;
    }
    try (Stream<Path> files = Files.list(scripts)) {
      assertThat(filesLongerThan(LUA_LINES_MAX, files.toList())).isEmpty();
    }
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    try (Stream<Path> folders = Files.walk(MAIN.resolve("dev/stipend"))) {
      assertThat(
              folders
                  .filter(Files::isDirectory)
                  .filter(folder -> Files.notExists(folder.resolve("package-info.java"))))
          .isEmpty();
    }
  }

  private static List<String> filesLongerThan(int lines, List<Path> files) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      int count = Files.readAllLines(file).size();
      if (count > lines) {
        found.add(file + ": " + count + " lines");
      }
    }
    return found;
  }

  private static List<String> linesThatMatch(Pattern pattern, List<Path> files) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (pattern.matcher(lines.get(i)).find()) {
          found.add(file + ":" + (i + 1));
        }
      }
    }
    return found;
  }
}
