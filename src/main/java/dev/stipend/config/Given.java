package dev.stipend.config;

import java.util.List;
import java.util.stream.Stream;

/** What was written for one setting, not yet understood. */
sealed interface Given {

  Source source();

  /** A single text. */
  record One(String text, Source source) implements Given {}

  /** A list; an empty one is also said on purpose. */
  record Many(List<String> texts, Source source) implements Given {}

  /** The items of a list, which the environment writes with commas. */
  default List<String> items() {
    return switch (this) {
      case One(String text, Source _) ->
          Stream.of(text.split(",")).map(String::strip).filter(item -> !item.isEmpty()).toList();
      case Many(List<String> texts, Source _) -> texts;
    };
  }
}
