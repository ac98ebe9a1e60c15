package dev.stipend.catalog;

import java.util.Optional;

/** Reads one parameter of a catalogue file. */
final class ParameterReader {

  private ParameterReader() {}

  static Optional<Parameter> read(String name, Entry entry) {
    Optional<ParameterType> type =
        entry.required("type", entry.choice("type", ParameterType.class));
    Optional<Boolean> required = entry.flag("required");
    Optional<Boolean> movesPrice = entry.flag("movesPrice");
    Optional<String> defaultValue = defaultValue(entry, type);
    Optional<Allowed> allowed = type.flatMap(known -> allowed(entry, known));
    var needs = entry.texts("needs");
    var aliases = entry.texts("aliases");
    Optional<String> note = entry.text("note");
    entry.done();
    if (type.isEmpty() || allowed.isEmpty()) {
      return Optional.empty();
    }
    Optional<Parameter> parameter =
        entry.make(
            () ->
                new Parameter(
                    name,
                    type.get(),
                    required.orElse(false),
                    allowed.get(),
                    defaultValue.orElse(null),
                    movesPrice.orElse(false),
                    needs,
                    aliases,
                    note.orElse(null)));
    parameter.ifPresent(made -> defaultIsAllowed(entry, made));
    return parameter;
  }

  private static Optional<Allowed> allowed(Entry entry, ParameterType type) {
    var values = entry.texts("values");
    var min = entry.whole("min");
    var max = entry.whole("max");
    var pattern = entry.pattern("pattern");
    boolean isString = type == ParameterType.STRING;
    boolean hasValues = isString || type == ParameterType.STRINGS;
    if ((!hasValues && !values.isEmpty()) || (!isString && pattern.isPresent())) {
      entry.problem("", "values and pattern are for strings");
    }
    boolean hasBounds = min.isPresent() || max.isPresent();
    boolean hasNoMeasure = type == ParameterType.BOOL || type == ParameterType.URL;
    if (hasBounds && (hasNoMeasure || (isString && !values.isEmpty()))) {
      entry.problem("", "min and max are for free strings, ints and urls");
    }
    return entry.make(
        () -> new Allowed(values, min.orElse(null), max.orElse(null), pattern.orElse(null)));
  }

  /** Written in the file as its type wants it: a number for an int, in quotes for a string. */
  private static Optional<String> defaultValue(Entry entry, Optional<ParameterType> type) {
    if (!entry.has("default") || type.isEmpty()) {
      return Optional.empty();
    }
    return switch (type.get()) {
      case INT -> entry.whole("default").map(String::valueOf);
      case BOOL -> entry.flag("default").map(String::valueOf);
      case STRING, STRINGS, URL, URLS, ANY -> entry.text("default");
    };
  }

  private static void defaultIsAllowed(Entry entry, Parameter parameter) {
    String value = parameter.defaultValue();
    if (value == null) {
      return;
    }
    boolean allowed =
        switch (parameter.type()) {
          case STRING ->
              parameter.allowed().values().isEmpty()
                  || parameter.allowed().values().contains(value);
          case INT -> parameter.allowed().holds(Long.parseLong(value));
          case BOOL, STRINGS, URL, URLS, ANY -> true;
        };
    if (!allowed) {
      entry.problem("default", value + " is not among what is allowed");
    }
  }
}
