package dev.stipend.config;

import java.util.List;
import java.util.Map;

/** A YAML document as written: every scalar is still the exact text of the file. */
sealed interface YamlNode {

  /** Nothing, or a null. */
  record Empty() implements YamlNode {}

  /** A scalar of any kind. */
  record Text(String text) implements YamlNode {}

  /** A list. */
  record Sequence(List<YamlNode> items) implements YamlNode {}

  /** A block of names. */
  record Mapping(Map<String, Entry> entries) implements YamlNode {}

  /** What stands under a name, and where that name stands. */
  record Entry(YamlNode value, Source.Line line) {}
}
