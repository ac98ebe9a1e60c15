package dev.stipend.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the operator's file says. */
final class FileLayer {

  private static final long FILE_BYTES_MAX = 1_000_000;

  private final SettingNames names;
  private final List<Problem> problems;
  private final Map<String, Given> given = new HashMap<>();

  private FileLayer(SettingNames names, List<Problem> problems) {
    this.names = names;
    this.problems = problems;
  }

  /** Empty if the file says nothing that could be judged. */
  static Optional<Map<String, Given>> read(Path file, SettingNames names, List<Problem> problems) {
    return text(file, problems)
        .flatMap(text -> YamlText.read(text, file.toString(), problems))
        .map(
            root -> {
              FileLayer layer = new FileLayer(names, problems);
              layer.collect("", root);
              return layer.given;
            });
  }

  private static Optional<String> text(Path file, List<Problem> problems) {
    String reason;
    try {
      if (Files.size(file) <= FILE_BYTES_MAX) {
        return Optional.of(Files.readString(file));
      }
      reason = "the file is larger than a configuration can be (1MB)";
    } catch (NoSuchFileException e) {
      reason = "there is no such file";
    } catch (CharacterCodingException e) {
      reason = "the file is not UTF-8 text";
    } catch (IOException e) {
      reason = Files.isDirectory(file) ? "this is a folder" : "the file cannot be read";
    }
    Source.Line whole = new Source.Line(file.toString(), 0, 0);
    problems.add(Problem.of("", whole, reason, "--config config/stipend.yaml"));
    return Optional.empty();
  }

  private void collect(String parent, YamlNode.Mapping mapping) {
    mapping.entries().forEach((name, entry) -> collect(parent, name, entry));
  }

  private void collect(String parent, String name, YamlNode.Entry entry) {
    String path = SettingNames.below(parent, name);
    if (names.isSetting(path) && !name.contains(".")) {
      setting(path, entry);
    } else if (names.isBlock(path) && !name.contains(".")) {
      block(path, entry);
    } else {
      unknown(parent, name, entry.line());
    }
  }

  private void setting(String path, YamlNode.Entry entry) {
    switch (entry.value()) {
      case YamlNode.Empty _ -> {}
      case YamlNode.Text(String text) -> given.put(path, new Given.One(text, entry.line()));
      case YamlNode.Sequence(List<YamlNode> items) -> list(path, items, entry.line());
      case YamlNode.Mapping _ ->
          problems.add(Problem.of(path, entry.line(), "takes a value, not a block of names"));
    }
  }

  private void list(String path, List<YamlNode> items, Source.Line line) {
    List<String> texts = new ArrayList<>();
    for (YamlNode item : items) {
      if (!(item instanceof YamlNode.Text(String text))) {
        problems.add(Problem.of(path, line, "takes plain values in its list"));
        return;
      }
      texts.add(text);
    }
    given.put(path, new Given.Many(texts, line));
  }

  private void block(String path, YamlNode.Entry entry) {
    switch (entry.value()) {
      case YamlNode.Empty _ -> {}
      case YamlNode.Mapping block -> collect(path, block);
      case YamlNode.Text _, YamlNode.Sequence _ ->
          problems.add(Problem.of(path, entry.line(), "takes a block of names, not a value"));
    }
  }

  private void unknown(String parent, String name, Source.Line line) {
    String path = SettingNames.below(parent, name);
    if (names.isSetting(path)) {
      String reason = "must be written as a block: the part after the point on a line below";
      problems.add(Problem.of(path, line, reason));
      return;
    }
    Optional<String> nearest = names.nearestPath(parent, name);
    problems.add(Problem.unknown(path, line, "is not a setting", nearest));
  }
}
